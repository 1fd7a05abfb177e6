#!/usr/bin/env bash
# The pgTAP tests against an extension that is installed, in a database of their own, on the server that libpq's
# environment (PGHOST, PGPORT, PGUSER …) names. The role has to be a superuser.
set -euo pipefail
cd "$(dirname "$0")/.."
source tests/harness/database.sh

database=pg_refusal_installcheck
trap 'dropdb --if-exists "$database"' EXIT
create_test_database "$database"
run_pgtap "$database"
