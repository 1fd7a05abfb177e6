#!/usr/bin/env bash
# A simulation disturbs nobody and is disturbed by nobody: it holds no lock that a writer would wait for, runs in a
# transaction that is read only and on a standby, ends when it is told to, and takes as much memory for much history as
# for little.
set -uo pipefail
cd "$(dirname "$0")/../.."
unset PGDATABASE
source tests/harness/tap.sh
source tests/harness/server.sh

sql() {
    PGOPTIONS='-c client_min_messages=warning' psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"
}
value() {
    sql --command="$1"
}
eventually() {
    local attempt
    for ((attempt = 0; attempt < 300; attempt++)); do
        [[ $("$@") == t ]] && return
        sleep 0.1
    done
    return 1
}

# Of so few buffers a process has little, beside memory of its own.
server_create main fsync=off shared_buffers=1MB || exit 1
createdb simulate && export PGDATABASE=simulate
sql --set=refusals=6000 --output=/dev/null --command='CREATE EXTENSION pg_refusal CASCADE' \
    --file=tests/pgtap/fixture/history.inc || exit 1

everything="refusal.simulate(2, '-infinity', 'infinity')"
summed="SELECT count(*), count(DISTINCT refusal_id), sum(cost_was), sum(cost_now) FROM $everything"
unchanged="SELECT count(*) FROM refusal.simulate(2, (SELECT lower(valid) FROM refusal.scenario WHERE scenario_id = 2), 'infinity')
    WHERE (action_was, destination_was, cost_was) IS DISTINCT FROM (action_now, destination_now, cost_now)"
is 'in a database of its own, too, a scenario is its history' "$(value "$unchanged")" 0

# Row locks are in the rows; who takes one has a transaction id.
is 'read only, it takes no lock but to read, and no transaction id' "$(sql <<SQL
BEGIN TRANSACTION READ ONLY;
SELECT count(*) > 5000 FROM $everything;
SELECT count(*) > 10, bool_and(mode IN ('AccessShareLock', 'ExclusiveLock')), count(*) FILTER (WHERE mode = 'ExclusiveLock')
FROM pg_locks WHERE pid = pg_backend_pid() AND (locktype <> 'virtualxid' OR mode <> 'ExclusiveLock');
SELECT pg_current_xact_id_if_assigned() IS NULL;
COMMIT;
SQL
)" $'t\nt|t|0\nt'

is 'it writes nothing' "$(sql <<SQL
BEGIN;
SELECT count(*) > 5000 FROM $everything;
SELECT sum(n_tup_ins + n_tup_upd + n_tup_del) FROM pg_stat_xact_user_tables;
COMMIT;
SQL
)" $'t\n0'

is 'statement_timeout ends it, and the session goes on' "$(sql --set=ON_ERROR_STOP=0 --set=VERBOSITY=terse 2>&1 <<SQL
SET statement_timeout = '20ms';
$summed;
SET statement_timeout = 0;
SELECT count(*) > 5000 FROM $everything;
SQL
)" $'ERROR:  canceling statement due to statement timeout\nt'
is 'within a savepoint too' "$(sql --set=ON_ERROR_STOP=0 --set=VERBOSITY=terse 2>&1 <<SQL
BEGIN;
SAVEPOINT s;
SET LOCAL statement_timeout = '20ms';
$summed;
ROLLBACK TO s;
SELECT count(*) > 5000 FROM $everything;
COMMIT;
SQL
)" $'ERROR:  canceling statement due to statement timeout\nt'
# It would take minutes.
sql --command="SET application_name = 'long'" --command="SELECT count(*) FROM generate_series(1, 10000) AS n,
    LATERAL refusal.simulate(2, '-infinity', n * interval '1 microsecond' + 'tomorrow'::timestamptz)" >"$HARNESS_DIR/long.out" 2>&1 &
client=$!
ok 'one that takes long' eventually value "SELECT count(*) = 1 FROM pg_stat_activity WHERE application_name = 'long' AND query LIKE '%simulate%'"
ok 'is cancelled' test "$(value "SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE application_name = 'long'")" = t
wait "$client"
ok 'and says so' grep -q 'canceling statement due to user request' "$HARNESS_DIR/long.out"

# Kilobytes that the process had at its most, for so many rows, of which none is kept.
memory_of() {
    local until
    until=$(value "SELECT coalesce((SELECT recorded_at FROM refusal.event WHERE from_state = 'refused' ORDER BY event_id OFFSET $1 LIMIT 1), 'infinity')")
    sql --set=until="$until" <<'SQL' | tail -n 1
SET work_mem = '1MB';
SELECT count(*) FROM refusal.simulate(2, '-infinity', :'until');
SELECT substring(pg_read_file('/proc/' || pg_backend_pid() || '/status') FROM 'VmHWM:\s+(\d+)');
SQL
}
little=$(memory_of 1000)
much=$(memory_of 100000)
ok "seven times the history takes no more memory: $little kB, $much kB" test $((much - little)) -lt 3000

ok 'a standby' as_server pg_basebackup --host="$PGHOST" --username=postgres --pgdata="$HARNESS_DIR/standby/data" --checkpoint=fast
as_server touch "$HARNESS_DIR/standby/data/standby.signal"
server_configure standby unix_socket_directories="$HARNESS_DIR/standby" primary_conninfo="host=$PGHOST user=postgres"
expected=$(value "$summed")
server_start standby || exit 1
is 'says the same' "$(value "SELECT pg_is_in_recovery()"; value "$summed")" "t
$expected"
is 'as the shop too' "$(sql --output=/dev/stdout <<SQL
SET ROLE sim_shop;
$summed;
SQL
)" "$expected"
done_testing
