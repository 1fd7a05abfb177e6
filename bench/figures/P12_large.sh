#!/usr/bin/env bash
# P12: what P1 measures with 10,000,000 refusals and 30,000,000 events stored, the twins as large, against the same with
# 10,000 refusals. SIZE, a part of one, is how much of the large world there is.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

shops=100
captured=10000
large=$(awk -v size="${SIZE:-1}" -v step="$captured" 'BEGIN { print int(10000000 * size / step) * step }')
((large > 0)) || { say "SIZE is too small"; exit 1; }

# Both tables, their indexes and twins take some 5 kB a refusal, and the log of it.
needed=$((large / 1000 * 5 / 1000 + 9000))
free=$(df --output=avail --block-size=1M "$HARNESS_DIR" | tail -n 1)
if ((free < needed)); then
    say "P12 takes $needed MB and $HARNESS_DIR has $free: set HARNESS_TMP to another disk, or SIZE"
    exit 1
fi

# The relay serves both.
worlds() {
    PGDATABASE=postgres sql --command="ALTER SYSTEM $1" --command='SELECT pg_reload_conf()' >/dev/null
}
drop_large() {
    stop_started
    worlds 'RESET pg_refusal.databases'
    PGDATABASE=postgres sql --command='DROP DATABASE IF EXISTS bench_large WITH (FORCE)'
}
trap drop_large EXIT
worlds "SET pg_refusal.databases = 'bench, bench_large'"

refusals=$captured
make_held_world
start_listeners refusal.shop

world=bench_large
make_world action=hold shops="$shops" rules=20 parcels="$captured"
run_sql capture shops="$shops" refusals="$captured"
say "growing to $large refusals"
run_sql grow captured="$captured" refusals="$large"
say 'growing the twins as large'
run_sql twins
start_listeners refusal.shop
note P12 "the large world takes $(sql --command='SELECT pg_size_pretty(pg_database_size(current_database()))')"

# What P1's figure is with the world's refusals.
ratio_in() {
    local ours_took
    export PGDATABASE=$1
    refusals=$2
    ours_took=$(run_clients 16 fire)
    sql --command=CHECKPOINT
    awk -v ours="$ours_took" -v baseline="$(run_clients 16 fire_twin)" \
        'BEGIN { split(ours, a, " "); split(baseline, b, " "); print a[1] / b[1] }'
}
ours() { ratio_in bench_large "$large"; }
baseline() { ratio_in bench "$captured"; }
compare P12 "P1's ratio" '>= 0.9' "fire(), 16 clients, $large refusals stored" "with $captured refusals stored"
