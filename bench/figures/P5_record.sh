#!/usr/bin/env bash
# P5: record(): captured, decided by 100 rules, routed over 1,000 facilities, journalled.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"
source "$bench/lib/parcels.sh"

make_parcel_world 20000
run_sql next_parcel refusals="$refusals"
ours() { run_clients 16 record; }
baseline() { run_clients 16 record_twin; }
compare P5 'refusals/s' '>= 0.6' 'record(), 16 clients' 'one statement writing the same rows'
