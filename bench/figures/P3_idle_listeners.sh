#!/usr/bin/env bash
# P3: P1 while a thousand more listeners wait for shops where nothing happens.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

shops=100
refusals=10000
idle=1000
make_held_world
start_listeners refusal.shop

ticks() {
    sql --command='SELECT count(*) FROM refusal_internal.tick'
}

ours() {
    local before
    start_idle_listeners "$idle"
    before=$(ticks)
    run_clients 16 fire
    echo $((($(ticks) - before) / (warm_up + SECONDS_PER_ROUND))) >"$BENCH_SCRATCH/ticks"
    stop_idle_listeners
}

baseline() { run_clients 16 fire; }
compare P3 'events/s' '>= 0.9' "fire(), 16 clients, $idle idle listeners" 'the same without those listeners'
note P3 "$(<"$BENCH_SCRATCH/ticks") ticks a second beside $idle idle listeners, in the last round"
