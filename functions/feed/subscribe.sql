-- refusal.subscribe(consumer, shop, events, start_at, slots, max_attempts): a name under which the feed is read and its
-- reader's place in it kept. It is used by whoever has the privileges of the role that subscribed, and reads what that
-- role may see. shop null: every such shop; events null: all; start_at: latest, earliest or a position; slots 1 to 1024
-- share the work, each refusal in one of them. Again with the same arguments: nothing happens. Errors: RF004 shop,
-- event; 42710 the name is taken; RF010 a position that is not known here.
CREATE OR REPLACE FUNCTION refusal.subscribe(
    consumer text,
    shop text DEFAULT NULL,
    events text[] DEFAULT NULL,
    start_at text DEFAULT 'latest',
    slots integer DEFAULT 1,
    max_attempts integer DEFAULT 20
)
RETURNS void
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_subscribe';
COMMENT ON FUNCTION refusal.subscribe(text, text, text[], text, integer, integer) IS
    'Begins to keep a reader''s place in the feed, under a name';
REVOKE ALL ON FUNCTION refusal.subscribe(text, text, text[], text, integer, integer) FROM PUBLIC;
