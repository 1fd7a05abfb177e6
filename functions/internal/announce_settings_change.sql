-- Trigger: tells every backend that its copy of a shop's settings, or of the machine, is out of date.
CREATE OR REPLACE FUNCTION refusal_internal.announce_settings_change()
RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'refusal_settings_changed';
COMMENT ON FUNCTION refusal_internal.announce_settings_change() IS
    'Trigger: invalidates what backends cached of shops, memberships, scenarios, reasons and the machine';
REVOKE ALL ON FUNCTION refusal_internal.announce_settings_change() FROM PUBLIC;
