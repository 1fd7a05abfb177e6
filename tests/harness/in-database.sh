#!/usr/bin/env bash
# in-database.sh FILE: runs a pgTAP file in a database of its own, in which docs/examples/world.sql plays. Its
# statements commit: what a feed carries is what was committed.
set -euo pipefail
cd "$(dirname "$0")/../.."

name=feed_$(basename "$1" .sql)
run() {
    PGOPTIONS='-c client_min_messages=warning' psql --no-psqlrc --quiet --no-align --tuples-only --dbname="$name" \
        --set=ON_ERROR_STOP=1 "$@"
}
dropdb --if-exists --force "$name" 2>/dev/null
createdb "$name"
run --command='CREATE EXTENSION pgtap' --file=docs/examples/world.sql --file=tests/feed/fixture/calls.inc --file="$1"
dropdb --force "$name"
# Roles belong to the cluster, whose other tests make their own.
psql --no-psqlrc --quiet --dbname=postgres --command="DROP ROLE acme_oms, nord_oms, courier, warehouse, fulfilment, supervisor, lumen"
