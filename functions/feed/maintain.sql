-- refusal.maintain(): makes the journal's partitions of the coming months, drops those that pg_refusal.keep has passed
-- and nobody needs, and removes ticks that pg_refusal.keep_positions has passed, and places on departures long gone. The
-- relay calls it every hour; elsewhere a scheduler does, once a day or more often. For the owner. CALL it by itself: it
-- commits step by step, so that the locks that stop others are held for moments. Where one is not to be had in a fifth of
-- a second it says so and leaves that step to the next call. Errors: 25001 under REPEATABLE READ and SERIALIZABLE, 2D000
-- in a transaction block.
-- A SET clause would keep the procedure from committing: it pins the path itself, by naming every schema.
CREATE OR REPLACE PROCEDURE refusal.maintain()
LANGUAGE plpgsql
AS $function$
DECLARE
    did pg_catalog.text;
BEGIN
    LOOP
        did := refusal_internal.maintenance_step();
        COMMIT;
        EXIT WHEN did IS NULL;
        IF did OPERATOR(pg_catalog.=) 'busy' THEN
            RAISE WARNING 'the journal is busy: what is left to do is for the next call' USING ERRCODE = '55P03';
            EXIT;
        END IF;
    END LOOP;
END
$function$;
COMMENT ON PROCEDURE refusal.maintain() IS
    'Makes the journal''s coming months, drops what is to be kept no longer, thins the ticks and the places';
REVOKE ALL ON PROCEDURE refusal.maintain() FROM PUBLIC;
