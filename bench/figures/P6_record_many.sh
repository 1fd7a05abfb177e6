#!/usr/bin/env bash
# P6: P5 for a thousand refusals a call.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"
source "$bench/lib/parcels.sh"

make_parcel_world 45000
run_sql batches refusals="$refusals" parcels="$parcels" shops="$shops"
ours() { run_clients 1 record_many 1000; }
baseline() { run_clients 1 record_many_twin 1000; }
compare P6 'refusals/s' '>= 0.4' 'record_many(), 1,000 a call, 1 client' 'INSERTs of the same rows, set-based'
