#!/usr/bin/env bash
# `pg_refusal deliver` and a database that keeps it waiting: a shop's transaction that stays open, a session that stands
# still.
source "$(dirname "$0")/../harness/own-servers.sh"
source tests/clients/fixture/delivering.sh

server_create main fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=deliver_held_up || exit 1
# After the harness has set its own.
trap 'end_listeners; harness_close' EXIT
make_delivery_world deliver_held_up || exit 1
receiver held
endpoint alpha held "http://127.0.0.1:$port/" allow_private=true
held=$endpoint
receiver free
free_port=$port
endpoint beta free "http://127.0.0.1:$free_port/" allow_private=true
deliver worker
record beta 1
record alpha 1
eventually has_all_of held alpha
eventually has_all_of free beta
eventually settled "$held"

# A transaction of alpha's that stays open until close_transaction.
open_transaction() {
    mkfifo "$scratch/statements"
    psql --quiet --no-psqlrc <"$scratch/statements" >"$scratch/open" 2>&1 &
    started+=($!)
    exec 7>"$scratch/statements"
    echo "SET application_name = 'stays open'; BEGIN; $1;" >&7
    eventually yes "SELECT EXISTS (SELECT FROM pg_stat_activity
        WHERE application_name = 'stays open' AND state = 'idle in transaction')"
}
close_transaction() {
    echo 'ROLLBACK;' >&7
    exec 7>&-
    rm "$scratch/statements"
}

rules held '[{"delay": 5, "times": 1}]'
record alpha 2
eventually received held 3
open_transaction "DELETE FROM refusal.endpoint WHERE endpoint_id = $held"
eventually logged worker '"message":"lease lost"'
record beta 2 3
ok 'what is held of one endpoint holds up no other' eventually has_all_of free beta
rules held '[]'
close_transaction
ok 'the one goes on when it can' eventually has_all_of held alpha
ok 'with one connection all the while' test "$(grep -c '"message":"connected"' "$scratch/worker.err")" -eq 1

# An endpoint that is new, and has gone before anybody came to it.
sql --command="INSERT INTO refusal.endpoint (endpoint_id, shop_id, name, url, active)
    SELECT 1000, shop_id, 'going', 'http://127.0.0.1:1/', false FROM refusal.shop WHERE code = 'alpha'"
open_transaction "UPDATE refusal.endpoint SET active = true WHERE endpoint_id = 1000; COMMIT;
    BEGIN; DELETE FROM refusal.endpoint WHERE endpoint_id = 1000"
endpoint beta another "http://127.0.0.1:$free_port/another" allow_private=true
record beta 4
another_received() {
    column free 2 | grep -q another
}
ok 'another new one is found beside one that is going' eventually another_received
close_transaction
sql --command="DELETE FROM refusal.endpoint WHERE endpoint_id = 1000 OR name = 'another'"
stops TERM "$delivering"

# Its session stands still: nobody says that the lease has lapsed.
sql --command="ALTER DATABASE deliver_held_up SET pg_refusal.lease = '2s'"
session_of() {
    sql --command="SELECT max(pid) FROM pg_stat_activity WHERE application_name = 'pg_refusal deliver'"
}
rules held '[{"delay": 2}]'
deliver silent
silent=$delivering
session=$(session_of)
before=$(received held)
record alpha {3..12}
more_received() {
    [[ $(received held) -gt $before ]]
}
eventually more_received
kill -STOP "$session"
ok 'who cannot renew a lease takes it for lost' eventually logged silent '"message":"lease lost".*renewed'
deliver heir
rules held '[]'
ok 'another goes on there' eventually has_all_of held alpha
kill -CONT "$session"
stops TERM "$silent"
stops TERM "$delivering"

# It ends, though the database does not answer, and there is nothing that could be sent.
sql --command="CREATE POLICY slow ON refusal.endpoint AS RESTRICTIVE FOR SELECT TO deliver_worker
    USING (pg_sleep(600) IS NOT NULL)"
deliver alone
eventually yes "SELECT EXISTS (SELECT FROM pg_stat_activity
    WHERE application_name = 'pg_refusal deliver' AND wait_event = 'PgSleep')"
ok 'it ends while the database does not answer' stops TERM "$delivering"

done_testing
