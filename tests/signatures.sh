#!/usr/bin/env bash
# signatures.sh [--write]: compare the public API with sql/signatures/<version>.txt, or write that file. The API
# is what the extension owns in the schema `refusal`: its functions, and the columns of its relations and types.
set -uo pipefail
cd "$(dirname "$0")/.."
source tests/harness/tap.sh
source build/config.sh
file=sql/signatures/$PG_REFUSAL_VERSION.txt

api() {
    PGOPTIONS='-c client_min_messages=warning' psql --no-psqlrc --quiet --no-align --tuples-only \
        --set=ON_ERROR_STOP=1 <<'SQL'
CREATE EXTENSION IF NOT EXISTS pg_refusal CASCADE;
SET search_path TO pg_catalog;
WITH member AS (
    SELECT classid, objid FROM pg_depend
    WHERE deptype = 'e' AND refclassid = 'pg_extension'::regclass
      AND refobjid = (SELECT oid FROM pg_extension WHERE extname = 'pg_refusal')
)
SELECT signature FROM (
    SELECT CASE p.prokind WHEN 'p' THEN 'procedure ' WHEN 'a' THEN 'aggregate ' ELSE 'function ' END
           || p.oid::regproc || '(' || pg_get_function_arguments(p.oid) || ')'
           || coalesce(' returns ' || pg_get_function_result(p.oid), '')
    FROM pg_proc p JOIN member m ON m.classid = 'pg_proc'::regclass AND m.objid = p.oid
    WHERE p.pronamespace = 'refusal'::regnamespace
    UNION ALL
    SELECT CASE c.relkind WHEN 'v' THEN 'view ' WHEN 'c' THEN 'type ' ELSE 'table ' END
           || c.oid::regclass || '.' || a.attname || ' ' || format_type(a.atttypid, a.atttypmod)
    FROM pg_class c
    JOIN pg_attribute a ON a.attrelid = c.oid AND a.attnum > 0 AND NOT a.attisdropped
    JOIN member m ON m.classid = 'pg_class'::regclass AND m.objid = c.oid
                  OR m.classid = 'pg_type'::regclass AND m.objid = c.reltype AND c.relkind = 'c'
    WHERE c.relnamespace = 'refusal'::regnamespace AND c.relkind IN ('r', 'p', 'v', 'm', 'c')
) AS api (signature)
ORDER BY signature COLLATE "C";
SQL
}

if [[ ${1:-} == --write ]]; then
    set -e
    signatures=$(api)
    mkdir -p "${file%/*}"
    printf '%s\n' "$signatures" >"$file"
    exit
fi
is "the API is that of $file (make signatures writes it anew)" "$(api)" "$(cat "$file")"
done_testing
