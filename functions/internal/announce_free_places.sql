-- Trigger: tells every backend that a departure which was full may have room again.
CREATE OR REPLACE FUNCTION refusal_internal.announce_free_places()
RETURNS trigger
LANGUAGE c AS 'MODULE_PATHNAME', 'refusal_places_freed';
COMMENT ON FUNCTION refusal_internal.announce_free_places() IS
    'Trigger: invalidates what backends remember of full departures';
REVOKE ALL ON FUNCTION refusal_internal.announce_free_places() FROM PUBLIC;
