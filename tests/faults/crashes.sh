#!/usr/bin/env bash
# Writers and readers of the feed keep books (tests/faults/ledger) while this script breaks the server again and again.
# CYCLES is how often (6: each kind of fault once), SEED repeats a run's faults, PAUSE is how long the relay hangs.
source "$(dirname "$0")/lib/oms.sh"

cycles=${CYCLES:-6}
seed=${SEED:-$((RANDOM * 32768 + RANDOM))}
pause=${PAUSE:-2}
parcels=$((20000 + 1000 * cycles))
RANDOM=$((seed % 32768))
# one_of CONDITION: a backend's process id
one_of() {
    sql --command="SELECT pid FROM pg_stat_activity WHERE datname = 'oms' AND $1 ORDER BY random() LIMIT 1"
}
started=()
stop_started() {
    local pid
    for pid in "${started[@]}"; do
        pkill -TERM --parent "$pid" 2>/dev/null
        kill -TERM "$pid" 2>/dev/null
    done
    wait "${started[@]}" 2>/dev/null
    started=()
}

# A transaction that holds a transaction id for as long as the server lets it.
hold_transaction_id() {
    while true; do
        sql --output=/dev/null --command='BEGIN' --command='SELECT pg_current_xact_id()' --command='SELECT pg_sleep(3600)' 2>/dev/null
        sleep 0.2
    done
}
# found_out NAME COMPLAINT: the books were kept for a while, and what was falsified in them is named.
found_out() {
    ! settle_books "$1" && [[ $totals == commits=[1-9]* ]] && grep "$2" "$HARNESS_DIR/$1.complaints"
}

crashes() {
    grep -c 'reinitializing' "$HARNESS_DIR/main/log"
}
has_crashed_more_than() {
    [[ $(crashes) -gt $1 ]]
}
kill_one() {
    kill -KILL "$(one_of "$1")" 2>/dev/null
}
# kill_noticed WHICH BEFORE: false, too, where who was chosen was ending by itself, which nobody takes for a crash
kill_noticed() {
    local look
    kill_one "$1" || return
    for look in {1..50}; do
        ! has_crashed_more_than "$2" || return 0
        sleep 0.1
    done
    return 1
}
# kill_process WHICH: one of them, and waits for the postmaster to notice, which then ends all others.
kill_process() {
    eventually kill_noticed "$1" "$(crashes)"
}
kill_backend() {
    kill_process "backend_type = 'client backend'"
}
kill_relay() {
    kill_process "backend_type = 'pg_refusal relay'"
}
kill_server() {
    server_kill main
    server_start main
}
stop_server() {
    server_stop main immediate
    server_start main
}
cut_listener() {
    sql --output=/dev/null --command="SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name IN ('ledger listener', 'ledger consumer')"
    sleep 0.06 # it is back, and has listened but not read
    sql --output=/dev/null --command="SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'ledger listener'"
}
stop_relay() {
    local relay
    relay=$(one_of "backend_type = 'pg_refusal relay'")
    kill -STOP "$relay"
    sleep "$pause"
    kill -CONT "$relay"
}
faults=(kill_backend kill_relay kill_server stop_server cut_listener stop_relay)

build_ledger
server_create main fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=oms pg_refusal.lease=2s \
    max_prepared_transactions=2 || exit 1
trap 'close_after stop_started' EXIT
create_oms "$parcels"

first=1
while read -r forged complaint; do
    start_books "forged_$forged" --parcels="$parcels" --first-parcel="$first" --seed="$first" --forge="$forged"
    sleep 1
    ok "books that were falsified are found out: $forged" found_out "forged_$forged" "$complaint"
    first=$((first + 1000))
done <<'FORGED'
lost was never handed out
twice were handed out twice
order went from version
moved and is now at
phantom was handed out, and is not in the journal
unkept was acknowledged, and is not in the journal
undead was rolled back, and is in the journal
FORGED

sql --output=/dev/null --command='SET ROLE courier' --command='BEGIN' \
    --command="SELECT refusal.record('acme', 'F-0', 'refused', gen_random_uuid())" --command="PREPARE TRANSACTION 'courier'"
say "seed $seed, $cycles cycles"
start_books books --parcels="$parcels" --first-parcel="$first" --seed="$seed" --patience=120
started+=("$books")
hold_transaction_id &
started+=("$!")
sleep 1
made=0
for ((cycle = 0; cycle < cycles; cycle++)); do
    if ((cycle % ${#faults[@]} == 0)); then
        mapfile -t faults < <(for fault in "${faults[@]}"; do echo "$RANDOM $fault"; done | sort -n | cut -d ' ' -f 2)
    fi
    fault=${faults[cycle % ${#faults[@]}]}
    say "cycle $((cycle + 1)) of $cycles: $fault"
    $fault || break
    made=$((made + 1))
    eventually sql --command='SELECT 1' || break
    eventually test -n "$(one_of "backend_type = 'pg_refusal relay'" 2>/dev/null)"
    sleep "0.$((RANDOM % 8 + 1))"
done
is 'every fault was made' "$made" "$cycles"
sql --command="COMMIT PREPARED 'courier'"
kill -0 "$books" && started=("${started[@]:1}")
ok "nothing is lost, out of order or skipped (seed $seed)" settle_books books
ok 'what was prepared before it all is in the feed' sql --command="DO \$\$ BEGIN
    ASSERT (SELECT count(*) = 2 FROM refusal.event e JOIN refusal.refusal r USING (refusal_id) JOIN refusal.parcel p USING (parcel_id)
            WHERE p.number = 'F-0'); END \$\$"
is 'the journal holds' "$(sql --command='SELECT count(*) FROM refusal.verify()')" 0
stop_started
done_testing
