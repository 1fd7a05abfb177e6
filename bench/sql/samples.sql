-- What one capture wrote, for the twins to write again: as many legs in its route as half of them have at most.

CREATE TABLE twin.sample_route AS
SELECT * FROM twin.route
WHERE cardinality(legs) = (SELECT percentile_disc(0.5) WITHIN GROUP (ORDER BY cardinality(legs)) FROM twin.route)
ORDER BY route_id LIMIT 1;
CREATE TABLE twin.sample AS SELECT r.* FROM twin.refusal r JOIN twin.sample_route USING (refusal_id);
CREATE TABLE twin.sample_line AS SELECT l.* FROM twin.line l JOIN twin.sample_route USING (refusal_id);
CREATE TABLE twin.sample_event AS SELECT e.* FROM twin.event e JOIN twin.sample_route USING (refusal_id);

-- A twin that writes less than we do is no baseline.
DO $$ BEGIN
    ASSERT (SELECT version FROM twin.sample) = (SELECT count(*) FROM twin.sample_event), 'the sample lacks lines of its journal';
    ASSERT EXISTS (SELECT FROM twin.sample_line), 'the sample has no lines';
END $$;

GRANT SELECT ON ALL TABLES IN SCHEMA twin TO bench_client;
VACUUM ANALYZE;
