-- refusal.tick(): lets the feed go on to what has committed by now. A transaction of its own: CALL refusal.tick().
-- Needs no rights on any table; where nothing was journalled since the last tick it does nothing. Errors: 25001 inside
-- a transaction block, under REPEATABLE READ and SERIALIZABLE, and after a write; 25006 on a standby.
-- A SET clause would keep the procedure from knowing whether it is in a transaction block: it pins the path itself.
CREATE OR REPLACE PROCEDURE refusal.tick()
LANGUAGE c
AS 'MODULE_PATHNAME', 'refusal_tick';
COMMENT ON PROCEDURE refusal.tick() IS 'Orders what has committed since the last tick; readers of the feed go on to there';
REVOKE ALL ON PROCEDURE refusal.tick() FROM PUBLIC;
