#!/usr/bin/env bash
# P11: from COMMIT to the listener: a thousand events a second through the relay against a direct NOTIFY each second,
# with one listener and with a hundred, each of a shop of its own; and the same while a transaction holds an xid. The
# medians are compared from when COMMIT is sent: a direct NOTIFY wakes its listeners before COMMIT returns.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

refusals=10000
notify_seconds=$((SECONDS_PER_ROUND * 2)) # one NOTIFY each
cmake --build "$bench/../build" --target bench_latency >/dev/null

latency() {
    "$bench/../build/bench_latency" "$1" "$listeners" "$2" "$refusals"
}

# A line of each kind a round: median from COMMIT sent; median, p99 and greatest from COMMIT done; median from when due.
measure_rounds() {
    local round
    for ((round = 1; round <= ROUNDS; ++round)); do
        sql --command=CHECKPOINT
        latency feed "$SECONDS_PER_ROUND" >>"$took/feed"
        latency held "$SECONDS_PER_ROUND" >>"$took/held"
        latency notify "$notify_seconds" >>"$took/notify"
        say "P11 round $round of $ROUNDS, $listeners listening: $(tail -qn 1 "$took"/{feed,held,notify} |
            awk '{ printf "%s%s µs, p99 %s", sep, $1, $3; sep = "; " }')"
    done
}

column() {
    cut --delimiter=' ' --fields="$2" "$took/$1"
}

middle() {
    column "$1" "$2" | sort -n | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'
}

for listeners in 1 100; do
    shops=$listeners
    make_held_world
    run_sql latency
    took=$(mktemp --directory "$BENCH_SCRATCH/latency.XXXXXX")
    measure_rounds
    hundredth="p99 of $((SECONDS_PER_ROUND * 1000)) events"
    for kind in feed held; do
        what="COMMIT to listener, $listeners listening"
        [[ $kind == feed ]] || what+=", an xid held"
        paste <(column "$kind" 1) <(column notify 1) >"$took/samples"
        conclude P11 µs '<= 3' "$what" 'a direct NOTIFY a second' ratio "$took/samples"
        column "$kind" 3 | awk '{ print $1 / 1000 "\t0" }' >"$took/samples"
        conclude P11 ms '<= 10' "$what, $hundredth" - difference "$took/samples"
        note P11 "$what: from COMMIT returning a median of $(middle "$kind" 2) µs (a direct NOTIFY: $(middle notify 2)), \
at most $(column "$kind" 4 | sort -n | tail -n 1); from when the event was due $(middle "$kind" 5)"
    done
done
