-- Trigger: journals a statement's changes, writes what they bring along, tells the listeners.
CREATE OR REPLACE FUNCTION refusal_internal.after_change()
RETURNS trigger
LANGUAGE c VOLATILE PARALLEL UNSAFE
AS 'MODULE_PATHNAME', 'refusal_after_change';
COMMENT ON FUNCTION refusal_internal.after_change() IS
    'Trigger: journal, effects and NOTIFY of a statement';
REVOKE ALL ON FUNCTION refusal_internal.after_change() FROM PUBLIC;
