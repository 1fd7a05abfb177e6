-- Trigger: every reason's parent exists.
CREATE OR REPLACE FUNCTION refusal_internal.check_reason_tree()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    -- The parent's lock waits for whoever is deleting it, and makes whoever deletes it later see this reason.
    IF TG_OP <> 'DELETE' AND NEW.parent IS NOT NULL THEN
        PERFORM FROM refusal.reason p WHERE p.code = NEW.parent FOR KEY SHARE;
        IF NOT FOUND AND EXISTS (SELECT FROM refusal.reason r WHERE r.code = NEW.code) THEN
            RAISE EXCEPTION 'reason "%" has no parent "%"', NEW.code, NEW.parent
                USING ERRCODE = '23503', HINT = 'Insert the parent too.';
        END IF;
    END IF;
    IF TG_OP <> 'INSERT' AND NOT EXISTS (SELECT FROM refusal.reason r WHERE r.code = OLD.code)
        AND EXISTS (SELECT FROM refusal.reason c WHERE c.parent = OLD.code) THEN
        RAISE EXCEPTION 'reason "%" has reasons below it', OLD.code USING ERRCODE = '23503';
    END IF;
    RETURN NULL;
END
$function$;
COMMENT ON FUNCTION refusal_internal.check_reason_tree() IS 'Trigger: refuses a reason whose parent does not exist';
REVOKE ALL ON FUNCTION refusal_internal.check_reason_tree() FROM PUBLIC;
