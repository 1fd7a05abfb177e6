-- refusal.place(...): units get a location; those for the supplier a document, those to be shipped again their new parcel.
CREATE OR REPLACE FUNCTION refusal.place(
    refusal_id bigint,
    line_no integer,
    location text,
    quantity integer DEFAULT NULL,
    document text DEFAULT NULL,
    parcel text DEFAULT NULL,
    request_id uuid DEFAULT NULL
)
RETURNS refusal.refusal
LANGUAGE c VOLATILE PARALLEL UNSAFE SET search_path = pg_catalog, pg_temp
AS 'MODULE_PATHNAME', 'refusal_place';
COMMENT ON FUNCTION refusal.place(bigint, integer, text, integer, text, text, uuid) IS
    'Places graded units of a line: on a shelf, with the supplier''s document, or into a new parcel';
REVOKE ALL ON FUNCTION refusal.place(bigint, integer, text, integer, text, text, uuid) FROM PUBLIC;
