#!/usr/bin/env bash
# P10: the feed against PGQ's queue: a consumer takes a backlog. EVENTS in all, each round its share of them; the
# journal and the queue keep what was read, so they grow.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

events=${EVENTS:-1000000}
shops=100
refusals=10000
cmake --build "$bench/../build" --target bench_feed >/dev/null
make_held_world
run_sql feed
# Either side's ticks are asked for, and no other process makes or tells of them.
sql --command="ALTER SYSTEM SET pg_refusal.databases = ''" --command='SELECT pg_reload_conf()' >/dev/null
while [[ $(sql --command="SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'pg_refusal relay%' AND datname = '$world'") != 0 ]]; do
    sleep 0.1
done
taken_by() {
    "$bench/../build/bench_feed" "$1" $((events / ROUNDS / 1000 * 1000)) "$refusals"
}
ours() { taken_by refusal; }
baseline() { taken_by pgq; }
compare P10 'events/s' '>= 1.0' 'feed: tick, poll() and ack(), 1,000 a call' 'PGQ, ticks of 1,000 events'
sql --command='ALTER SYSTEM RESET pg_refusal.databases' --command='SELECT pg_reload_conf()' >/dev/null
