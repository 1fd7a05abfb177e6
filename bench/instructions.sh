#!/usr/bin/env bash
# instructions.sh: how many instructions of the processor one call takes, ours and the statement that writes the same
# rows. Counted by callgrind in a server for a single user: the same from run to run, whatever else the machine does.
# What it does not see is the kernel, other processes and what they wait for from one another.
#
# CALLS is how many are counted, after as many that warm the caches up.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
export ROUNDS=1 SECONDS_PER_ROUND=1
calls=${CALLS:-200}
source tests/harness/server.sh
source bench/lib/settings.sh
server_create main "${server_settings[@]}" shared_buffers=128MB fsync=off pg_refusal.notify=relay
export HARNESS_DIR BENCH_SCRATCH=$HARNESS_DIR/scratch
mkdir "$BENCH_SCRATCH"

# make_database NAME FIGURE-COMMAND …: a world of a figure's, under a name of its own
make_database() {
    local name=$1
    shift
    bash -c 'set -euo pipefail; source bench/lib/figure.sh; source bench/lib/parcels.sh; shops=10 refusals=1000; "$@"' make "$@"
    psql --quiet --dbname=postgres --command="ALTER DATABASE bench RENAME TO $name"
}

# statement SCRIPT: a script of bench/sql as one line of SQL, its variable the first parameter
statement() {
    sed -e '/^--/d; /^\\/d; s/:id/$1/g' "bench/sql/$1.sql" | tr '\n' ' ' | sed 's/; *$//'
}

# run DATABASE SCRIPT COUNT: prints the instructions of so many calls, the server's start included
run() {
    local call
    {
        echo 'SET SESSION AUTHORIZATION bench_client'
        echo "PREPARE call(bigint) AS $(statement "$2")"
        for ((call = 1; call <= $3; ++call)); do
            echo "EXECUTE call($call)"
        done
    } >"$HARNESS_DIR/calls"
    as_server valgrind --tool=callgrind --callgrind-out-file=/dev/null "$(command -v postgres)" --single \
        -D "$HARNESS_DIR/main/data" "$1" <"$HARNESS_DIR/calls" >"$HARNESS_DIR/callgrind" 2>&1
    if grep -q ERROR "$HARNESS_DIR/callgrind"; then
        grep ERROR "$HARNESS_DIR/callgrind" | head -n 3 >&2
        return 1
    fi
    sed -nE 's/^==[0-9]+== I +refs: +//p' "$HARNESS_DIR/callgrind" | tr -d ,
}

# per_call DATABASE SCRIPT
per_call() {
    local fewer more
    fewer=$(run "$1" "$2" "$calls")
    more=$(run "$1" "$2" $((2 * calls)))
    echo $(((more - fewer) / calls))
}

echo 'making the worlds' >&2
make_database held make_held_world
make_database parcels make_parcel_world 500
psql --quiet --dbname=parcels --set=refusals=1000 --file=bench/sql/next_parcel.sql
server_stop main
for pair in 'held fire' 'parcels record'; do
    read -r database call <<<"$pair"
    ours=$(per_call "$database" "$call")
    baseline=$(per_call "$database" "${call}_twin")
    awk -v call="$call" -v ours="$ours" -v baseline="$baseline" \
        'BEGIN { printf "%s(): %d instructions a call, %d for the statement that writes the same rows: %.2f times\n", call, ours, baseline, ours / baseline }'
done
