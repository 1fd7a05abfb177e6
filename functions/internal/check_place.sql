-- Trigger: no place beyond a lane's capacity is taken, whoever takes it.
CREATE OR REPLACE FUNCTION refusal_internal.check_place()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'refusal_check_place';
COMMENT ON FUNCTION refusal_internal.check_place() IS
    'Trigger: no place beyond a lane''s capacity is taken';
REVOKE ALL ON FUNCTION refusal_internal.check_place() FROM PUBLIC;
