# Sourced by bash scripts: a database to run pgTAP tests in. The server is the one libpq's environment names.

# create_test_database NAME
create_test_database() {
    createdb "$1" &&
        PGOPTIONS='-c client_min_messages=warning' psql --no-psqlrc --quiet --dbname="$1" \
            --set=ON_ERROR_STOP=1 --command='CREATE EXTENSION pgtap' \
            --command='CREATE EXTENSION pg_refusal CASCADE'
}

# run_pgtap DATABASE: each file is a transaction that is rolled back, so one database serves them all.
run_pgtap() {
    pg_prove --jobs 2 --dbname "$1" tests/pgtap/*.sql
}
