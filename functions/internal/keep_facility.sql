-- Trigger: routes and refusals name facilities by id and code, without a foreign key.
CREATE OR REPLACE FUNCTION refusal_internal.keep_facility()
RETURNS trigger
LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp
AS $function$
BEGIN
    IF TG_OP = 'DELETE' THEN
        RAISE EXCEPTION 'facility "%" cannot be deleted', OLD.code
            USING ERRCODE = '23001', DETAIL = 'Routes and refusals name it.', HINT = 'Deactivate it instead.';
    END IF;
    RAISE EXCEPTION 'id, code and kind of facility "%" cannot be changed', OLD.code
        USING ERRCODE = '23001', DETAIL = 'Routes and refusals name it.',
            HINT = 'Deactivate it instead, and insert another.';
END
$function$;
COMMENT ON FUNCTION refusal_internal.keep_facility() IS
    'Trigger: refuses to delete a facility and to change its id, code and kind';
REVOKE ALL ON FUNCTION refusal_internal.keep_facility() FROM PUBLIC;
