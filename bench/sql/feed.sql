-- What P10 reads: the journal's lines as a refusal leaves them, captured, decided and one event fired, and as many of
-- PGQ's events that say the same. Each call writes so many in a transaction. Not as fire() would write them: writing is
-- no part of the figure.
SELECT refusal.fire(1, 'extend_hold') \g /dev/null
CREATE TABLE public.sample_event AS SELECT * FROM refusal.event WHERE refusal_id = 1;
ALTER TABLE public.sample_event ADD PRIMARY KEY (version);
CREATE SEQUENCE public.journalled MINVALUE 0;

-- Of each refusal in turn, in versions that none of them has.
CREATE FUNCTION public.journal(events integer, refusals integer) RETURNS void LANGUAGE sql
SET session_replication_role = replica BEGIN ATOMIC
    INSERT INTO refusal.event
    SELECT nextval('refusal.event_id_seq'), s.xid_space, pg_current_xact_id(), 1 + n % refusals, 1000 + n / refusals,
           s.shop_id, s.event, s.from_state, s.to_state, s.actor, s.role, clock_timestamp(), clock_timestamp(),
           s.facility_id, s.request_id, s.request_digest, s.payload, s.hash
    FROM (SELECT nextval('public.journalled') AS n FROM generate_series(1, events)) AS numbered
    JOIN public.sample_event s ON s.version = 1 + n % 3;
END;

-- What a reader of our feed gets of each, in the columns that PGQ has. A tick is made whenever it is asked for.
CREATE EXTENSION pgq;
SELECT pgq.create_queue('bench') \g /dev/null
SELECT pgq.set_queue_config('bench', 'ticker_max_count', '1') \g /dev/null
CREATE FUNCTION public.enqueue(events integer, refusals integer) RETURNS void LANGUAGE sql
AS $$
    SELECT pgq.insert_event('bench', s.event, s.payload::text, (1 + n % refusals)::text, s.shop_id::text,
                            concat_ws(',', s.from_state, s.to_state, s.actor),
                            1000 + n / refusals || ',' || clock_timestamp()::text)
    FROM generate_series(1, events) AS n JOIN public.sample_event s ON s.version = 1 + n % 3
$$;

-- Both begin where there is nothing to be read.
CALL refusal.tick();
SET ROLE bench_client;
SELECT refusal.subscribe('bench') \g /dev/null
RESET ROLE;
SELECT pgq.ticker('bench') \g /dev/null
SELECT pgq.register_consumer('bench', 'bench') \g /dev/null
GRANT pgq_reader TO bench_client;
VACUUM ANALYZE;
