#!/usr/bin/env bash
# `pg_refusal listen` and its connection: cut while events stream, cut between LISTEN and read, refused for a while, lost
# with the whole server. With a relay, and without it.
source "$(dirname "$0")/../harness/own-servers.sh"
source tests/clients/fixture/listening.sh

server_create main fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=listen_again || exit 1
# After the harness has set its own.
trap 'end_listeners; harness_close' EXIT
make_world listen_again || exit 1
relay_beats() {
    yes "SELECT coalesce(refusal_internal.relay_heartbeat() > now() - interval '2 seconds', false)"
}
eventually relay_beats
subscribe "'oms', start_at => 'earliest'"

# Listeners that are waked by notifications alone: they do not look by themselves while this test lasts.
listen free --look-every 600
free=$listener
listen worker --consumer oms --look-every 600
worker=$listener
record alpha 1
ok 'the relay wakes them' eventually has_lines free 2
ok 'both' eventually has_lines worker 2

has_all() {
    [[ $(ids "$1" | sort -nu | wc -l) -eq $(journalled | wc -l) ]]
}

record_each alpha 2 60 &
streaming=$!
for cut in {1..5}; do
    sleep 0.3
    terminate_listeners
done
wait "$streaming"
ok 'a connection that is cut while events stream: all of them come' eventually has_all free
is 'without a gap, without an event twice, in order' "$(ids free)" "$(journalled)"
ok 'to a consumer, too' eventually has_all worker
ok 'in order' in_order worker
ok 'it was cut, and made anew' test "$(grep -c '^connection lost' "$scratch/free.err")" -ge 2

# Between LISTEN and the first read: the read waits for a lock, and is cut there.
waits_for_lock() {
    yes "SELECT count(*) = 2 FROM pg_stat_activity WHERE application_name = 'pg_refusal listen' AND wait_event_type = 'Lock'
         AND datname = current_database()"
}
mkfifo "$scratch/session"
sql <"$scratch/session" >"$scratch/session.out" &
locking=$!
exec 5>"$scratch/session"
echo "BEGIN; LOCK TABLE refusal_internal.tick, refusal_internal.lease IN ACCESS EXCLUSIVE MODE; SELECT 'locked';" >&5
eventually grep -q locked "$scratch/session.out"
terminate_listeners
ok 'they listen again, and have not read yet' eventually waits_for_lock
# One that is cancelled is still connected; it begins anew all the same.
sql --command="SELECT count(pg_cancel_backend(pid)) FROM pg_stat_activity WHERE application_name = 'pg_refusal listen'" >/dev/null
were_cancelled() {
    grep -q '^connection lost: .*canceling statement' "$scratch/free.err" && grep -q '^connection lost: .*canceling statement' "$scratch/worker.err"
}
ok 'a statement that is cancelled is no reason to end' eventually were_cancelled
eventually waits_for_lock
terminate_listeners
record alpha 61
echo 'COMMIT;' >&5
exec 5>&-
wait "$locking"
ok 'a connection that is cut between LISTEN and read' eventually has_all free
is 'without a gap, without an event twice' "$(ids free)" "$(journalled)"
ok 'a consumer' eventually has_all worker

record_each alpha 62 100 &
streaming=$!
sleep 0.5
server_stop main fast
sleep 1
server_start main
wait "$streaming"
ok 'a server that is restarted while events stream' eventually has_all free
is 'without a gap, without an event twice, in order' "$(ids free)" "$(journalled)"
ok 'a consumer, at least once' eventually has_all worker
ok 'in order' in_order worker

record_each alpha 101 140 &
streaming=$!
sleep 0.3
server_kill main
server_start main
wait "$streaming"
ok 'a server that dies' eventually has_all free
is 'no gap, nothing twice' "$(ids free)" "$(journalled)"
ok 'a consumer' eventually has_all worker
ok 'in order' in_order worker

# Refused for longer than one attempt; and again at once when it is over.
sql --dbname=postgres --command='ALTER ROLE listen_shop NOLOGIN'
terminate_listeners
record alpha 141
was_refused() {
    [[ $(grep -c 'not permitted to log in' "$scratch/free.err") -ge 2 ]]
}
ok 'a server that refuses it: it goes on trying' eventually was_refused
sql --dbname=postgres --command='ALTER ROLE listen_shop LOGIN'
ok 'and is there again when it is let in' eventually has_all free

# A relay that ends, a feed that nobody ticks: writers tell, and the listener ticks.
server_configure main pg_refusal.databases=other
sql --dbname=postgres --command='SELECT pg_reload_conf()' >/dev/null
no_relay() {
    ! relay_beats
}
eventually no_relay
record alpha 142
ok 'the relay ends: it goes on without' eventually has_all free
is 'no gap, nothing twice' "$(ids free)" "$(journalled)"
server_configure main pg_refusal.databases=listen_again
sql --dbname=postgres --command='SELECT pg_reload_conf()' >/dev/null
eventually relay_beats
record alpha 143
ok 'the relay is back: it goes on with it' eventually has_all free

# What was lost cannot be read on from: a restore to an earlier moment.
lost=$(sql --command="SELECT max(pos::text) FROM refusal.read_feed(max_events => 10000)")
sql --command="DELETE FROM refusal_internal.tick WHERE (era, tick) IN (SELECT era, tick FROM refusal_internal.tick ORDER BY 1 DESC, 2 DESC LIMIT 1)"
ok 'a position that the database has lost: exit 5' exits 5 --start-at "$lost"

ok 'SIGTERM ends it with 0' stops TERM "$free"
server_stop main fast
ok 'while there is no server, too' stops TERM "$worker"

done_testing
