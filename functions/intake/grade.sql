-- refusal.grade(...): a part of a line gets a grade and a disposition; quantity null: all that is not graded.
-- The first grade of a refusal opens its inspection.
CREATE OR REPLACE FUNCTION refusal.grade(
    refusal_id bigint,
    line_no integer,
    grade text,
    disposition text,
    quantity integer DEFAULT NULL,
    request_id uuid DEFAULT NULL
)
RETURNS refusal.refusal
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_grade';
COMMENT ON FUNCTION refusal.grade(bigint, integer, text, text, integer, uuid) IS
    'Grades received units of a line and says what becomes of them';
REVOKE ALL ON FUNCTION refusal.grade(bigint, integer, text, text, integer, uuid) FROM PUBLIC;
