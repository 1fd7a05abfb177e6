#!/usr/bin/env bash
# Nobody can notify: the queue of notifications is full behind a listener that sits idle in a transaction, or its files
# cannot be written. Under the relay business goes on, the feed does, and what was missed is told when it can be.
# With CYCLES (as `make faults` sets it) the queue is really filled, some eight gigabytes; else its files are taken away.
source "$(dirname "$0")/lib/oms.sh"

# What is left of the page that is being filled, with notifications of one byte.
fill_the_page() {
    ! for _ in {1..500}; do echo 'NOTIFY filler;'; done | sql --dbname=other
}
take_away_the_files() {
    chmod a-w "$HARNESS_DIR/main/data/pg_notify"
    ! sql --dbname=other --output=/dev/null --command="SELECT pg_notify('filler', repeat('x', 7900) || n) FROM generate_series(1, 100) AS n" &&
        fill_the_page
}
give_back_the_files() {
    chmod u+w "$HARNESS_DIR/main/data/pg_notify"
}
fill_the_queue() {
    local filler status=0
    for filler in a b; do
        while sql --dbname=other --output=/dev/null --command="SELECT pg_notify('$filler', repeat('x', 7980) || n) FROM generate_series(1, 10000) AS n"; do
            :
        done 2>"$HARNESS_DIR/full.$filler" &
    done
    wait %?filler || status=$?
    while kill -0 %?filler 2>/dev/null; do
        sleep 1
    done
    # The last batch was too large for what is left.
    while sql --dbname=other --output=/dev/null --command="SELECT pg_notify('filler', repeat('x', 7980))"; do
        :
    done
    fill_the_page
}
is_refused() {
    ! "$@"
}
notifies() {
    sql --command='NOTIFY anyone'
}

# A listener that waits for what it is told, and one that never does: it is in a transaction.
start_listeners() {
    { echo 'LISTEN refusal;'; while sleep 0.2; do echo 'SELECT;'; done; } | sql >"$HARNESS_DIR/heard" 2>&1 &
    listener=$!
    mkfifo "$HARNESS_DIR/idle"
    sql --output=/dev/null <"$HARNESS_DIR/idle" &
    idle=$!
    exec 4>"$HARNESS_DIR/idle"
    echo 'SET application_name = idle; LISTEN refusal; BEGIN; SELECT 1;' >&4
    eventually yes "SELECT state = 'idle in transaction' FROM pg_stat_activity WHERE application_name = 'idle'"
}
told() {
    grep -c '"to"' "$HARNESS_DIR/heard"
}
more_is_told_than() {
    [[ $(told) -gt $1 ]]
}

server_create main fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=oms || exit 1
createdb other
create_oms 100
eventually test -n "$(relay_pid)"
end_listeners() {
    exec 4>&-
    kill "$listener"
}
trap 'close_after end_listeners' EXIT
start_listeners
if [[ -n ${CYCLES:-} ]]; then
    ok 'the queue is full' fill_the_queue
    ok 'by the server'"'"'s own account' yes 'SELECT pg_notification_queue_usage() > 0.99'
else
    ok 'the files of the queue cannot be written' take_away_the_files
fi
ok 'whoever notifies cannot commit' is_refused notifies
relay=$(relay_pid)
ok 'business commits' record 1 10
ok 'the feed goes on' eventually all_is_fed
record 11 20
ok 'and on' eventually all_is_fed
is 'by the same relay' "$(relay_pid)" "$relay"
ok 'the metrics show that nobody was told' yes "SELECT value > 0 FROM refusal.metrics() WHERE metric = 'relay_ticks_untold'"
ok 'the log says so, once in a while' test "$(grep -c 'nobody can be told of the feed' "$HARNESS_DIR/main/log")" -lt 10
ok 'a scheduler may tick, telling nobody' sql --command='SET pg_refusal.notify = off' --command='CALL refusal.tick()'
before=$(told)
if [[ -n ${CYCLES:-} ]]; then
    ok 'where the queue is full it need not ask for that' sql --command='CALL refusal.tick()'
else
    give_back_the_files
fi
exec 4>&-
wait "$idle"
ok 'when the idle listener has gone, the other one is told what it has missed' eventually more_is_told_than "$before"
sleep 0.5
before=$(told)
record 21
ok 'and from then on what is new' eventually more_is_told_than "$before"
ok 'whoever notifies commits' notifies
is 'it is all one feed' "$(read_feed | wc -l)" 42
is 'the journal holds' "$(findings)" ''
done_testing
