#!/usr/bin/env bash
# `pg_refusal deliver` when processes die: its own, the connection, the server. Two processes, four slots.
source "$(dirname "$0")/../harness/own-servers.sh"
source tests/clients/fixture/delivering.sh

server_create main fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=deliver_crash || exit 1
# After the harness has set its own.
trap 'end_listeners; harness_close' EXIT
make_delivery_world deliver_crash || exit 1
receiver oms
endpoint alpha oms "http://127.0.0.1:$port/" allow_private=true slots=4 concurrency=8
rules oms '[{"delay": 0.02}]'

deliver one
one=$delivering
deliver two
two=$delivering

record_each alpha 1 40 &
writing=$!
wait "$writing"
ok 'two processes share the slots of an endpoint' eventually has_all_of oms alpha
is 'nothing is sent twice' "$(delivered_ids oms | sort -n)" "$(events_of alpha)"
ok 'in each refusal'\''s order' each_in_order oms
is 'both had their part' "$(sql --command="SELECT count(DISTINCT pid) FROM refusal_internal.lease")" 2

# Killed in the middle, again and again; one of the two is always there.
record_each alpha 41 120 &
writing=$!
for turn in 1 2 3; do
    eventually test "$(received oms)" -gt 0
    sleep 0.5
    kill -KILL "$one"
    { wait "$one"; } 2>/dev/null
    deliver "one-$turn"
    one=$delivering
    kill -KILL "$two"
    { wait "$two"; } 2>/dev/null
    deliver "two-$turn" --health 127.0.0.1:0
    two=$delivering
done
wait "$writing"
ok 'processes that are killed lose nothing' eventually has_all_of oms alpha
ok 'in each refusal'\''s order' each_in_order oms

cut_connections() {
    sql --command="SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = 'pg_refusal deliver'" >/dev/null
}
record_each alpha 121 180 &
writing=$!
for turn in 1 2 3; do
    sleep 0.5
    cut_connections
done
wait "$writing"
ok 'connections that are cut lose nothing' eventually has_all_of oms alpha
ok 'in each refusal'\''s order' each_in_order oms
ok 'the log says so' logged one-3 '"message":"database lost"'

record_each alpha 181 220 &
writing=$!
sleep 0.3
server_stop main fast
ok 'without a database it says that it is not well' eventually is_healthy two-3 503
server_start main
wait "$writing"
ok 'a server that is restarted' eventually has_all_of oms alpha
ok 'then it is well again' eventually is_healthy two-3 200
record_each alpha 221 260 &
writing=$!
sleep 0.3
server_kill main
server_start main
wait "$writing"
ok 'a server that dies' eventually has_all_of oms alpha
ok 'in each refusal'\''s order' each_in_order oms

# has_those_from NUMBER: both events of every parcel from there on. The log of the receiver begins with them.
has_those_from() {
    [[ $(delivered_ids oms | sort -nu | tail -n +3) == "$(events_of alpha | tail -n +$((2 * $1 - 1)))" ]]
}
# A request that takes longer than a lease: it is renewed meanwhile, though nothing else is to be polled.
stops TERM "$one"
stops TERM "$two"
sql --command="ALTER DATABASE deliver_crash SET pg_refusal.lease = '2s'"
look_every=600 deliver patient
one=$delivering
record_each alpha 261 261
eventually has_all_of oms alpha
: >"$scratch/oms/log"
rules oms '[{"delay": 5, "times": 1}]'
record_each alpha 262 262
eventually received oms 1
deliver rival
twice_received() {
    [[ $(received oms) -ge 2 ]]
}
ok 'a request may take longer than a lease' eventually twice_received
is 'each of them once' "$(column oms 5 | paste --serial --delimiters=,)" 1,2
stops TERM "$delivering"

# A lease that lapses: whoever held it stands still, another takes over.
rules oms '[{"delay": 1}]'
record_each alpha 263 275 &
writing=$!
eventually test "$(received oms)" -gt 0
kill -STOP "$one"
wait "$writing"
rules oms '[]'
deliver heir
ok 'who stands still loses the lease to another' eventually has_those_from 263
kill -CONT "$one"
record_each alpha 276 280
ok 'and goes on when it can' eventually has_those_from 263
ok 'in each refusal'\''s order' each_in_order oms
ok 'it ends with 0' stops TERM "$one"
ok 'the other, too' stops TERM "$delivering"
is 'all was acknowledged' "$(sql --command="CALL refusal.tick()" --command="SELECT count(event_id)
    FROM generate_series(0, 3) AS slot, refusal.poll('deliver-$endpoint', 1, slot)")" 0

done_testing
