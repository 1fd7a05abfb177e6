-- Trigger: refusals name their state without a foreign key, which would lock its row in every transaction.
CREATE OR REPLACE FUNCTION refusal_internal.keep_state()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF EXISTS (SELECT FROM refusal.refusal r WHERE r.state = OLD.state) THEN
        RAISE EXCEPTION 'state "%" is in use', OLD.state
            USING ERRCODE = '23001', DETAIL = 'There are refusals in it.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$function$;
COMMENT ON FUNCTION refusal_internal.keep_state() IS 'Trigger: refuses to delete or rename a state that is in use';
REVOKE ALL ON FUNCTION refusal_internal.keep_state() FROM PUBLIC;
