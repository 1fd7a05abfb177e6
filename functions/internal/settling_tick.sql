-- refusal_internal.settling_tick(xid_space, txid): the first tick by which that transaction, and every one begun before
-- it, had ended. Nulls: none yet. What one tick sees every later one does, so it is found by halving.
CREATE OR REPLACE FUNCTION refusal_internal.settling_tick(xid_space integer, txid xid8, OUT era bigint, OUT tick bigint)
LANGUAGE plpgsql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
AS $function$
DECLARE
    run record;
    middle record;
    low bigint;
    high bigint;
BEGIN
    FOR run IN
        SELECT e.era, e.xid_space > settling_tick.xid_space AS is_later
        FROM refusal_internal.era e WHERE e.xid_space >= settling_tick.xid_space ORDER BY e.era
    LOOP
        SELECT min(t.tick), max(t.tick) INTO low, high FROM refusal_internal.tick t WHERE t.era = run.era;
        CONTINUE WHEN high IS NULL OR NOT (run.is_later OR EXISTS (
            SELECT FROM refusal_internal.tick t
            WHERE t.era = run.era AND t.tick = high AND pg_snapshot_xmin(t.snapshot) > settling_tick.txid));
        WHILE low < high LOOP
            SELECT t.tick, run.is_later OR pg_snapshot_xmin(t.snapshot) > settling_tick.txid AS settles INTO middle
            FROM refusal_internal.tick t WHERE t.era = run.era AND t.tick <= low + (high - low) / 2
            ORDER BY t.tick DESC LIMIT 1;
            IF middle.settles THEN
                high := middle.tick;
            ELSE
                low := (SELECT min(t.tick) FROM refusal_internal.tick t
                        WHERE t.era = run.era AND t.tick > low + (high - low) / 2);
            END IF;
        END LOOP;
        era := run.era;
        tick := high;
        RETURN;
    END LOOP;
END
$function$;
COMMENT ON FUNCTION refusal_internal.settling_tick(integer, xid8) IS
    'The first tick by which a transaction and all before it had ended';
REVOKE ALL ON FUNCTION refusal_internal.settling_tick(integer, xid8) FROM PUBLIC;
