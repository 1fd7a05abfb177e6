-- refusal_internal.drop_month(): drops the oldest month of the journal where pg_refusal.keep has passed since its end
-- and nobody needs it; one step, see maintenance_step(). What went to the default partition, before there were others,
-- goes as a whole.
--
-- The first lock keeps the month as it is, and stops nobody who writes to another. The last one stops everybody who
-- writes or reads the journal, so all the work is done before it. Whoever has read the feed holds the journal to the
-- end of their transaction: so a consumer that was handed anything of the month is there to be seen once we have the
-- lock, and one that comes later finds dropped_upto.
CREATE OR REPLACE FUNCTION refusal_internal.drop_month()
RETURNS text
LANGUAGE plpgsql VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp SET lock_timeout = '200ms'
AS $function$
DECLARE
    -- Its input function loads the module, and with it the settings.
    upto refusal.feed_position :=
        '0000000000000000-0000000000000000-0000000000000000'::refusal.feed_position;
    keep constant interval := current_setting('pg_refusal.keep')::interval;
    too_old constant timestamptz := clock_timestamp() - keep;
    rest constant regclass := 'refusal_internal.event_default'::regclass;
    oldest regclass;
    ends timestamptz;
    first_default timestamptz;
    last_space integer;
    last_txid xid8;
    settled_era bigint;
    settled_tick bigint;
    holder text;
BEGIN
    UPDATE refusal_internal.retention SET held_up_by = NULL, overdue_since = NULL WHERE held_up_by IS NOT NULL;
    IF keep <= interval '0' THEN
        RETURN NULL;
    END IF;
    SELECT j.month, j.until INTO oldest, ends FROM refusal_internal.journal_months() AS j ORDER BY j.until LIMIT 1;
    first_default := (SELECT e.recorded_at FROM refusal_internal.event_default e ORDER BY e.event_id LIMIT 1);
    IF ends IS NULL OR first_default < ends THEN
        oldest := rest;
        ends := (SELECT e.recorded_at FROM refusal_internal.event_default e ORDER BY e.event_id DESC LIMIT 1);
        -- The first lock would stop writers that have no other partition.
        IF NOT EXISTS (SELECT FROM refusal_internal.journal_months() AS j
                       WHERE clock_timestamp() BETWEEN j.since AND j.until - interval '1 minute') THEN
            RETURN NULL;
        END IF;
    END IF;
    IF ends > too_old OR ends IS NULL THEN
        RETURN NULL;
    END IF;

    EXECUTE format('LOCK TABLE %s IN SHARE ROW EXCLUSIVE MODE', oldest);
    IF oldest = rest THEN
        ends := (SELECT max(e.recorded_at) FROM refusal_internal.event_default e) + interval '1 microsecond';
    END IF;
    IF ends > too_old
        OR (oldest <> rest AND EXISTS (SELECT FROM refusal_internal.event_default e WHERE e.recorded_at < ends)) THEN
        RETURN NULL;
    END IF;
    EXECUTE format('SELECT e.xid_space, e.txid FROM %s e ORDER BY e.xid_space DESC, e.txid DESC LIMIT 1', oldest)
        INTO last_space, last_txid;
    SELECT s.era, s.tick INTO settled_era, settled_tick FROM refusal_internal.settling_tick(last_space, last_txid) AS s;
    IF settled_era IS NOT NULL THEN
        upto := concat_ws('-', lpad(to_hex(settled_era), 16, '0'), lpad(to_hex(settled_tick), 16, '0'),
                          to_hex(9223372036854775807))::refusal.feed_position;
    END IF;
    holder := CASE WHEN last_txid IS NOT NULL AND NOT refusal_internal.is_followed(settled_era, settled_tick)
                   THEN 'its last events, after which nothing was ticked'
                   ELSE refusal_internal.journal_holder(upto, ends) END;
    IF holder IS NOT NULL THEN
        INSERT INTO refusal_internal.retention AS r (held_up_by, overdue_since) VALUES (holder, ends + keep)
        ON CONFLICT (singleton) DO UPDATE SET held_up_by = EXCLUDED.held_up_by, overdue_since = EXCLUDED.overdue_since;
        RETURN NULL;
    END IF;

    EXECUTE format('INSERT INTO refusal_internal.journal_start (refusal_id, shop_id, version, event_id, state, hash)'
        ' SELECT DISTINCT ON (e.refusal_id) e.refusal_id, e.shop_id, e.version, e.event_id, e.to_state, e.hash FROM %s e'
        ' ORDER BY e.refusal_id, e.version DESC ON CONFLICT (refusal_id) DO UPDATE SET version = EXCLUDED.version,'
        ' event_id = EXCLUDED.event_id, state = EXCLUDED.state, hash = EXCLUDED.hash'
        ' WHERE EXCLUDED.version > journal_start.version', oldest);
    PERFORM refusal_internal.cut_feed(settled_era, settled_tick);
    PERFORM refusal_internal.lock_journal(oldest);
    IF refusal_internal.journal_holder(upto, NULL) IS NOT NULL THEN
        RAISE lock_not_available;
    END IF;
    INSERT INTO refusal_internal.retention AS r (dropped_upto) VALUES (upto)
    ON CONFLICT (singleton) DO UPDATE SET dropped_upto = greatest(r.dropped_upto, EXCLUDED.dropped_upto);
    IF oldest = rest THEN
        ALTER TABLE refusal_internal.event_default DISABLE TRIGGER events_are_kept;
        TRUNCATE refusal_internal.event_default;
        ALTER TABLE refusal_internal.event_default ENABLE TRIGGER events_are_kept;
    ELSE
        EXECUTE format('DROP TABLE %s', oldest);
    END IF;
    RETURN format('dropped what was recorded before %s', ends);
EXCEPTION
    WHEN lock_not_available THEN
        RETURN 'busy';
    WHEN dependent_objects_still_exist THEN
        INSERT INTO refusal_internal.retention AS r (held_up_by, overdue_since)
        VALUES (format('what depends on %s', oldest), ends + keep)
        ON CONFLICT (singleton) DO UPDATE SET held_up_by = EXCLUDED.held_up_by, overdue_since = EXCLUDED.overdue_since;
        RETURN NULL;
END
$function$;
COMMENT ON FUNCTION refusal_internal.drop_month() IS
    'A step of maintain(): drops the journal''s oldest month that nobody needs';
REVOKE ALL ON FUNCTION refusal_internal.drop_month() FROM PUBLIC;
