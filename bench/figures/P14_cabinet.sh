#!/usr/bin/env bash
# P14: a thousand live pages of ten shops on one cabinet, 200 events a second through the relay: from COMMIT returning to
# each page of the shop having the event, and the memory of the cabinet's process.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

shops=10
sessions=5
pages=20
refusals=10000
cmake --build "$bench/../build" --target bench_cabinet pg_refusal_client >/dev/null
make_held_world
took=$(mktemp --directory "$BENCH_SCRATCH/cabinet.XXXXXX")
run_sql cabinet shops="$shops" sessions="$sessions" >"$took/tokens"

start_cabinet() {
    PGUSER=bench_cabinet "$bench/../build/bin/pg_refusal" cabinet --listen 127.0.0.1:0 2>"$took/said" &
    cabinet=$!
    started+=("$cabinet")
    until grep -qs '^cabinet on' "$took/said"; do
        kill -0 "$cabinet"
        sleep 0.05
    done
    port=$(sed -n 's/^cabinet on .*://p' "$took/said")
}

stop_cabinet() {
    kill "$cabinet"
    wait "$cabinet" || true
}

# A process of its own each round: its memory is the most that it has had.
for ((round = 1; round <= ROUNDS; ++round)); do
    sql --command=CHECKPOINT
    start_cabinet
    read -r arrived due twice median hundredth greatest < <("$bench/../build/bench_cabinet" "$port" "$took/tokens" \
        "$pages" "$SECONDS_PER_ROUND" "$refusals")
    awk '$1 == "VmHWM:" { printf "%.1f\t0\n", $2 / 1024 }' "/proc/$cabinet/status" >>"$took/memory"
    stop_cabinet
    printf '%s\t0\n' "$hundredth" >>"$took/p99"
    printf '%s\t%s\n' "$arrived" "$due" >>"$took/arrived"
    say "P14 round $round of $ROUNDS: $arrived of $due deliveries, $twice twice; median $median ms, p99 $hundredth, at most $greatest; \
$(tail -n 1 "$took/memory" | cut -f1) MiB"
done
conclude P14 deliveries '>= 1' 'events that 1,000 live pages got' 'events of their shops' ratio "$took/arrived"
conclude P14 ms '<= 250' 'COMMIT to live page, p99, 1,000 pages, 200 events/s' - difference "$took/p99"
conclude P14 MiB '<= 100' "memory of the cabinet's process, 1,000 live pages" - difference "$took/memory"
