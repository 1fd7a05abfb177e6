-- refusal_internal.thin_ticks(): removes ticks that pg_refusal.keep_positions has passed, and every consumer; one step,
-- see maintenance_step(). True: there may be more.
CREATE OR REPLACE FUNCTION refusal_internal.thin_ticks()
RETURNS boolean
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_thin_ticks';
COMMENT ON FUNCTION refusal_internal.thin_ticks() IS 'A step of maintain(): removes ticks that nobody is at';
REVOKE ALL ON FUNCTION refusal_internal.thin_ticks() FROM PUBLIC;
