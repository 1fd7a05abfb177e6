# Sourced by bash tests that start servers of their own: from here on they are at the root of the checkout, no database
# of the run that they are part of is theirs, and they have what tap.sh, server.sh and sql.sh offer.
set -uo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")/../.."
unset PGDATABASE
source tests/harness/tap.sh
source tests/harness/server.sh
source tests/harness/sql.sh
