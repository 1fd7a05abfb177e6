-- refusal.repack(...): units graded repack_restock are packed again; quantity null: all of them.
CREATE OR REPLACE FUNCTION refusal.repack(
    refusal_id bigint,
    line_no integer,
    quantity integer DEFAULT NULL,
    request_id uuid DEFAULT NULL
)
RETURNS refusal.refusal
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_repack';
COMMENT ON FUNCTION refusal.repack(bigint, integer, integer, uuid) IS
    'Marks units of a line as repacked';
REVOKE ALL ON FUNCTION refusal.repack(bigint, integer, integer, uuid) FROM PUBLIC;
