#!/usr/bin/env bash
# Who gets the relay out of the way of a command on its database, for how long, and what becomes of it where the server
# has no room for it.
source "$(dirname "$0")/fixture/relaying.sh"

postgres() {
    sql --dbname=postgres "$@"
}
nobody_uses() {
    yes --dbname=postgres "SELECT count(*) = 0 FROM pg_stat_activity WHERE datname = '$1'"
}
waits_for_lock() {
    yes --dbname=postgres "SELECT count(*) = 1 FROM pg_stat_activity WHERE query LIKE '$1%' AND wait_event_type = 'Lock'"
}

server_create main fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases='oms, nowhere' || exit 1
createdb oms
sql --dbname=oms --file=docs/examples/world.sql --output=/dev/null || exit 1
ok 'the workers are there' eventually works_for oms
ok 'a name of no database is told in the log' grep -q 'names databases that are not served: "nowhere"' "$HARNESS_DIR/main/log"

# Whoever may not have the database for itself does not get the relay out of it either.
postgres --command='CREATE ROLE stranger LOGIN'
relay=$(pid_of relay)
for command in 'DROP DATABASE oms' 'ALTER DATABASE oms RENAME TO other' 'ALTER DATABASE oms SET TABLESPACE pg_default' \
    'CREATE DATABASE copy TEMPLATE oms'; do
    psql --no-psqlrc --username=stranger --dbname=postgres --command="$command" 2>/dev/null
done
is 'a stranger stops nothing' "$(pid_of relay)" "$relay"

# A session that is terminated in the middle of such a command has no time to say that it is over.
mkfifo "$HARNESS_DIR/lock"
postgres <"$HARNESS_DIR/lock" >"$HARNESS_DIR/locked" &
locker=$!
exec 8>"$HARNESS_DIR/lock"
echo "BEGIN; COMMENT ON DATABASE oms IS 'in use'; SELECT 'locked';" >&8
eventually grep -q locked "$HARNESS_DIR/locked"
postgres --command='CREATE DATABASE copy TEMPLATE oms' 2>/dev/null &
copier=$!
ok 'a copy waits for a lock' eventually waits_for_lock 'CREATE DATABASE copy'
ok 'and holds the workers off' eventually nobody_uses oms
postgres --output=/dev/null --command="SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'CREATE DATABASE copy%'"
wait "$copier"
echo 'COMMIT;' >&8
exec 8>&-
wait "$locker"
ok 'it is terminated: the workers come back' eventually works_for oms
record 1
ok 'and do their work' eventually all_is_fed

# What CREATE DATABASE copies where no template is named.
sql --dbname=template1 --command='CREATE EXTENSION pg_refusal CASCADE'
server_configure main pg_refusal.databases='oms, template1'
postgres --output=/dev/null --command='SELECT pg_reload_conf()'
ok 'template1 is served' eventually works_for template1
ok 'a database is created from it' postgres --command='CREATE DATABASE fresh'
ok 'which has the extension' yes --dbname=fresh 'SELECT count(*) = 0 FROM refusal.verify()'
ok 'the workers come back' eventually works_for template1
ok 'with a template that is the default one' postgres --command='CREATE DATABASE fresh_too TEMPLATE DEFAULT'
ok 'the workers come back once more' eventually works_for template1
copying=()
for name in one two three four; do
    postgres --command="CREATE DATABASE $name" &
    copying+=($!)
done
copied=0
for pid in "${copying[@]}"; do
    wait "$pid" && copied=$((copied + 1))
done
is 'several at once' "$copied" 4
ok 'and the workers come back' eventually works_for template1
server_configure main pg_refusal.databases=oms
postgres --output=/dev/null --command='SELECT pg_reload_conf()'
eventually nobody_uses template1

# A worker that takes its time to begin is there all the same. (Our own sessions do not.)
export PGOPTIONS='-c post_auth_delay=0'
server_stop main fast
server_configure main post_auth_delay=3 log_min_messages=debug1
: >"$HARNESS_DIR/main/log"
server_start main
ok 'workers that are slow to begin' eventually works_for oms
is 'are started once' "$(grep -c 'starting background worker process "pg_refusal relay"' "$HARNESS_DIR/main/log")" 1
unset PGOPTIONS
server_configure main post_auth_delay=0 log_min_messages=warning

# Room for the launchers alone.
server_stop main fast
server_configure main max_worker_processes=2 max_parallel_workers=0
server_start main
ok 'no room for the workers: the log says so' \
    eventually grep -q 'could not start "pg_refusal relay" for the database' "$HARNESS_DIR/main/log"
ok 'and what helps' grep -q 'max_worker_processes' "$HARNESS_DIR/main/log"

server_stop main fast
done_testing
