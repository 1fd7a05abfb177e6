-- Trigger: tells every backend that its copy of the network is out of date.
CREATE OR REPLACE FUNCTION refusal_internal.announce_network_change()
RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'refusal_network_changed';
COMMENT ON FUNCTION refusal_internal.announce_network_change() IS
    'Trigger: invalidates what backends cached of facilities and lanes';
REVOKE ALL ON FUNCTION refusal_internal.announce_network_change() FROM PUBLIC;
