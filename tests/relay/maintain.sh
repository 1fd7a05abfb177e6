#!/usr/bin/env bash
# The relay maintains the journal: the coming months are there, and where it has to wait nothing else does.
source "$(dirname "$0")/fixture/relaying.sh"

months_ahead() {
    yes --dbname=oms "SELECT count(*) = $1 FROM refusal_internal.journal_months() WHERE since > now()"
}
# Its next one maintains as it begins.
end_worker() {
    sql --dbname=oms --output=/dev/null --command="SELECT pg_terminate_backend($(pid_of deadlines))"
}

server_create main fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=oms || exit 1
createdb oms
sql --dbname=oms --file=docs/examples/world.sql --output=/dev/null || exit 1
ok 'the coming months have their partitions without anyone calling maintain()' eventually months_ahead 2
ok "which are the owner's" yes --dbname=oms "SELECT bool_and(relowner = (SELECT relowner FROM pg_class
    WHERE oid = 'refusal.event'::regclass)) FROM pg_class JOIN refusal_internal.journal_months() ON month = oid"
record 1
ok 'what is recorded goes to its month' yes --dbname=oms \
    "SELECT count(*) = 0 AND (SELECT count(*) = 2 FROM refusal.event) FROM refusal_internal.event_default"

eventually yes --dbname=oms 'SELECT maintained_at IS NOT NULL FROM refusal_internal.retention'
# Somebody reads the journal and does not end, so that no month can be attached.
sql --dbname=oms --output=/dev/null <<'SQL'
SELECT format('DROP TABLE %s', month) FROM refusal_internal.journal_months() WHERE since > now() \gexec
SQL
sql --dbname=oms --output=/dev/null --command='BEGIN; SELECT count(*) FROM refusal.event; SELECT pg_sleep(60)' 2>/dev/null &
reader=$!
ok 'somebody reads' eventually yes --dbname=oms "SELECT count(*) = 1 FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
end_worker
record 10 refused.late
sql --dbname=oms --command="SET session_replication_role = replica; UPDATE refusal.refusal SET deadline_at = now() WHERE state = 'awaiting_decision'"
ok 'deadlines go on where maintenance has to wait' \
    eventually yes --dbname=oms "SELECT count(*) = 0 FROM refusal.refusal WHERE state = 'awaiting_decision'"
ok 'and it waits' months_ahead 0
sql --dbname=oms --output=/dev/null --command="SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE wait_event = 'PgSleep'"
wait "$reader"
ok 'no longer than that' eventually months_ahead 2
ok 'its extension is dropped' sql --dbname=oms --command='DROP EXTENSION pg_refusal CASCADE'
ok 'and its database' sql --dbname=postgres --command='DROP DATABASE oms'

server_stop main fast
done_testing
