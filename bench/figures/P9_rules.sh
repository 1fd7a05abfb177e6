#!/usr/bin/env bash
# P9: a decision over 10,000 rules against one over 10: the decision alone, in the core, and what is left of the
# difference in a call.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

few=10
many=10000
cmake --build "$bench/../build" --target bench_decision >/dev/null
ours() { "$bench/../build/bench_decision" "$many" "$SECONDS_PER_ROUND"; }
baseline() { "$bench/../build/bench_decision" "$few" "$SECONDS_PER_ROUND"; }
compare P9 'ns a decision' '<= 2' "decision over $many rules" "over $few rules"

# Shop 1 has the few, shop 2 the many.
make_world shops=2 rules="$few" parcels=$((20000 * ROUNDS * (warm_up + SECONDS_PER_ROUND)))
run_sql many_rules rules="$many" facilities=1000
sql --command='CREATE SEQUENCE public.next_hundred' \
    --command='GRANT USAGE ON SEQUENCE public.next_hundred TO bench_client'
recorded_in() {
    run_clients 1 record_of_shop 100 --define=shop="$1" | awk '{ $1 = 1e6 / $1; print }'
}
ours() { recorded_in 2; }
baseline() { recorded_in 1; }
compare P9 'µs a refusal' '<= 2' "record_many(), 100 a call, over $many rules" "over $few rules"
