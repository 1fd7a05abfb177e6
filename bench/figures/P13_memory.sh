#!/usr/bin/env bash
# P13: memory of a session's own (not shared, not of a file) once it has used everything: a network of 10,000 facilities
# and 50,000 lanes, routes to ten destinations, a shop's 1,000 rules. Above that of a session that has used nothing.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

make_world facilities=10000 rules=1000 parcels=100
run_sql next_parcel refusals=0
megabytes() {
    PGUSER=bench_client run_sql memory warm="$1" | awk '{ printf "%.2f\n", $1 / 1024 }'
}
ours() { megabytes true; }
baseline() { megabytes false; }
compare P13 MiB '<= 16' 'memory of a session, warm' 'of a session that did nothing' difference
