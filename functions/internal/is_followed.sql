-- refusal_internal.is_followed(era, tick): can that tick go, and those before it? Whatever is kept of their events has to
-- belong to a later one, of the same cluster, or the cluster's feed has to be at its end.
CREATE OR REPLACE FUNCTION refusal_internal.is_followed(era bigint, tick bigint)
RETURNS boolean
LANGUAGE sql STABLE PARALLEL RESTRICTED SET search_path = pg_catalog, pg_temp
BEGIN ATOMIC
    SELECT EXISTS (SELECT FROM refusal_internal.tick t WHERE t.era = is_followed.era AND t.tick > is_followed.tick)
        OR EXISTS (SELECT FROM refusal_internal.tick t WHERE t.era > is_followed.era);
END;
COMMENT ON FUNCTION refusal_internal.is_followed(bigint, bigint) IS 'Is there a later tick';
REVOKE ALL ON FUNCTION refusal_internal.is_followed(bigint, bigint) FROM PUBLIC;
