#!/usr/bin/env bash
# P7: plan_route(), warm, against pgRouting's Dijkstra on the same graph: 10,000 facilities, 50,000 lanes, ten
# destinations. They must agree.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

pairs=100
make_world facilities=10000 rules=1
run_sql edges
different=$(run_sql same_routes pairs="$pairs")
if [[ -n $different ]]; then
    printf 'ways of different cost:\n%s\n' "$different" >&2
    exit 1
fi
note P7 "the two found ways of equal cost for each of $pairs pairs"
ours() { run_clients 1 plan_route 100; }
baseline() { run_clients 1 plan_route_pgr; }
compare P7 'plans/s' '>= 1000' 'plan_route(), 10,000 facilities, 50,000 lanes' 'pgr_dijkstra on the same graph'
