#!/usr/bin/env bash
# The relay's life: it ticks and tells, survives its own death and its extension's, and stands in nobody's way.
source "$(dirname "$0")/fixture/relaying.sh"

server_create main fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=oms max_prepared_transactions=5 || exit 1
createdb oms
sql --dbname=oms --file=docs/examples/world.sql --output=/dev/null || exit 1
ok 'a database that is created later gets its workers' eventually works_for oms
ok 'the heart beats' eventually yes --dbname=oms "SELECT refusal_internal.relay_heartbeat() > now() - interval '2 seconds'"

listen 0.5 record 1 >"$HARNESS_DIR/heard"
ok 'operators are told how far the feed has come' grep -q 'notification "refusal" with payload "{"to":"[0-9a-f-]\{50\}","v":1}"' "$HARNESS_DIR/heard"
ok 'the shop is told the position and the events, once' test "$(grep -c '"event":"capture"' "$HARNESS_DIR/heard")" -eq 1
ok 'what was journalled is fed' all_is_fed

position=$(sql --dbname=oms --command='SELECT max(pos::text) FROM refusal.read_feed()')
sql --dbname=oms --command='SET ROLE acme_oms' --command="SELECT refusal.wait_feed('$position', '20 seconds'), clock_timestamp() - now() < '19 seconds'" \
    >"$HARNESS_DIR/waited" &
waiting=$!
sleep 0.5
record 9
wait "$waiting"
is 'who waits for the feed is woken' "$(<"$HARNESS_DIR/waited")" 't|t'
ok 'the metrics show its heart' yes --dbname=oms "SELECT value < 2 FROM refusal.metrics() WHERE metric = 'relay_heartbeat_age'"

sql --dbname=oms --output=/dev/null --command='SET ROLE courier' --command="BEGIN; SELECT refusal.record('acme', 'A-2', 'refused', gen_random_uuid()); PREPARE TRANSACTION 'p'"
record 3
sql --dbname=oms --command="COMMIT PREPARED 'p'"
ok 'a prepared transaction is fed when it has committed' eventually all_is_fed

record 4 refused.late
sql --dbname=oms --command="SET session_replication_role = replica; UPDATE refusal.refusal SET deadline_at = now() WHERE state = 'awaiting_decision'"
ok 'a deadline is settled without anyone calling run_due()' \
    eventually yes --dbname=oms "SELECT state = 'return_planned' FROM refusal.refusal WHERE refusal_id = 4"

relay=$(pid_of relay)
kill -STOP "$relay"
sleep 3.5
listen 0.3 record 5 >"$HARNESS_DIR/heard"
ok 'while it does not answer, writers tell the shop themselves' grep -q '"event":"capture"' "$HARNESS_DIR/heard"
kill -CONT "$relay"
ok 'when it answers again it goes on' eventually all_is_fed

kill -KILL "$(pid_of relay)"
ok 'after its kill -9 it is started anew' eventually works_for oms
record 6
ok 'and the feed goes on' eventually all_is_fed
server_stop main fast
server_start main
record 8
ok 'after a restart too' eventually all_is_fed
ok 'in an era of its own' yes --dbname=oms 'SELECT count(*) = 2 FROM refusal_internal.era'

sql --dbname=oms --command='DROP EXTENSION pg_refusal CASCADE'
sleep 1.5
ok 'it outlives its extension' eventually works_for oms
sql --dbname=oms --file=docs/examples/world.sql --output=/dev/null
record 7
ok 'and serves it again when it is back' eventually all_is_fed

ok 'the database is renamed' sql --dbname=postgres --command='ALTER DATABASE oms RENAME TO other'
ok 'and back' sql --dbname=postgres --command='ALTER DATABASE other RENAME TO oms'
ok 'its workers come back' eventually works_for oms
ok 'it is a template' sql --dbname=postgres --command='CREATE DATABASE copy TEMPLATE oms'
ok 'its workers come back again' eventually works_for oms

server_configure main pg_refusal.databases='oms, copy'
sql --dbname=postgres --output=/dev/null --command='SELECT pg_reload_conf()'
ok 'a reload brings the workers of another database' eventually works_for copy
server_configure main pg_refusal.databases=copy
sql --dbname=postgres --output=/dev/null --command='SELECT pg_reload_conf()'
ok 'and takes those of one that is not served any more' \
    eventually yes --dbname=postgres "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = 'oms'"
ok 'a database that is served is dropped' sql --dbname=postgres --command='DROP DATABASE copy'
ok 'the server has not complained' test "$(grep -cE 'PANIC|TRAP|XX000' "$HARNESS_DIR/main/log")" -eq 0

server_stop main fast
done_testing
