-- Trigger: refusals name their reason without a foreign key, which would lock its row in every transaction.
CREATE OR REPLACE FUNCTION refusal_internal.keep_reason()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF EXISTS (SELECT FROM refusal.refusal r WHERE r.reason = OLD.code) THEN
        RAISE EXCEPTION 'reason "%" is in use', OLD.code
            USING ERRCODE = '23001', DETAIL = 'There are refusals for it.';
    END IF;
    RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END
$function$;
COMMENT ON FUNCTION refusal_internal.keep_reason() IS 'Trigger: refuses to delete or rename a reason that is in use';
REVOKE ALL ON FUNCTION refusal_internal.keep_reason() FROM PUBLIC;
