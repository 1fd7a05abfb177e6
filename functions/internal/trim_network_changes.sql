-- refusal_internal.trim_network_changes(): keeps the latest 10,000 of what backends read anew of their networks, a step of
-- maintain(). True: it removed some. In place of the others stands a line for everything: who has not read since reads everything once.
CREATE OR REPLACE FUNCTION refusal_internal.trim_network_changes()
RETURNS boolean
LANGUAGE sql VOLATILE PARALLEL UNSAFE
BEGIN ATOMIC
    WITH removed AS (
        DELETE FROM refusal_internal.network_change
        WHERE changed_in < (SELECT c.changed_in FROM refusal_internal.network_change c
                            ORDER BY c.changed_in DESC OFFSET 10000 LIMIT 1)
            AND changed_in < pg_catalog.pg_snapshot_xmin(pg_catalog.pg_current_snapshot())
        RETURNING changed_in)
    INSERT INTO refusal_internal.network_change (changed_in)
    SELECT max(changed_in) FROM removed HAVING count(*) > 0
    RETURNING true;
END;
COMMENT ON FUNCTION refusal_internal.trim_network_changes() IS
    'A step of maintain(): forgets the oldest changes of the network';
REVOKE ALL ON FUNCTION refusal_internal.trim_network_changes() FROM PUBLIC;
