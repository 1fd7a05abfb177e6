-- Trigger: checks every change of a refusal, whoever makes it, and computes the row.
CREATE OR REPLACE FUNCTION refusal_internal.before_change()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'refusal_before_change';
COMMENT ON FUNCTION refusal_internal.before_change() IS
    'Trigger: machine, guards, actor, version and hash of every change';
REVOKE ALL ON FUNCTION refusal_internal.before_change() FROM PUBLIC;
