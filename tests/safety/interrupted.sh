#!/usr/bin/env bash
# Whatever interrupts a call, nothing is half done and the session, or the next one, goes on: time-outs, cancellation,
# a backend terminated in the middle of a batch, kill -9.
source "$(dirname "$0")/../harness/own-servers.sh"

# What follows an error is what these tests are about.
session() {
    sql --set=ON_ERROR_STOP=0 "$@"
}
value() {
    sql --command="$1"
}

# A batch that takes seconds, in the background; `batch` is its backend.
begin_batch() {
    session --set=first="$1" >"$HARNESS_DIR/batch.out" 2>&1 <<'SQL' &
SET application_name = 'batch';
SELECT count(*) FROM refusal.record_many((SELECT jsonb_agg(jsonb_build_object('shop', 'safe', 'parcel', 'S-' || n, 'reason',
    'refused', 'request_id', gen_random_uuid())) FROM generate_series(:first, :first + 19999) AS n));
SQL
    client=$!
    batch=
    while [[ -z $batch ]] && kill -0 "$client" 2>/dev/null; do
        batch=$(value "SELECT pid FROM pg_stat_activity WHERE application_name = 'batch' AND state = 'active'
                       AND query LIKE '%record_many%' AND clock_timestamp() - query_start > '0.5s'")
    done
}
nothing_is_recorded() {
    [[ $(value 'SELECT (SELECT count(*) FROM refusal.refusal) + (SELECT count(*) FROM refusal.event)
                + (SELECT count(*) FROM refusal.line) + (SELECT count(*) FROM refusal.route)') == 0 ]]
}

server_create main || exit 1
createdb safety && export PGDATABASE=safety
sql <<'SQL' || exit 1
CREATE EXTENSION pg_refusal CASCADE;
INSERT INTO refusal.shop (code, name) VALUES ('safe', 'Safe');
INSERT INTO refusal.facility (code, name, kind, storage_cost_per_day)
SELECT 'S-' || n, 'Place', 'storage', random() * 5 FROM generate_series(1, 6000) AS n;
SELECT setseed(0.5) \g /dev/null
-- Timetables on every lane: the planner has a lot to weigh.
INSERT INTO refusal.lane (from_facility_id, to_facility_id, transit_time, cost_per_parcel, departures)
SELECT 1 + random() * 5999, 1 + random() * 5999, interval '1 hour' * (1 + random() * 20), random() * 50,
       ARRAY[(random() * 10079)::integer, (random() * 10079)::integer] FROM generate_series(1, 60000);
INSERT INTO refusal.scenario (shop_id, version) VALUES (1, 1);
INSERT INTO refusal.rule (scenario_id, name, action) VALUES (1, 'all', 'hold');
SELECT count(refusal.activate_scenario(1)) \g /dev/null
INSERT INTO refusal.parcel (shop_id, number, weight_grams, depot_id) SELECT 1, 'S-' || n, 100, 1 FROM generate_series(1, 20000) AS n;
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity) SELECT parcel_id, 1, 'SKU', 1 FROM refusal.parcel;
INSERT INTO refusal.membership (role_name, actor) VALUES ('postgres', 'courier');
SQL

# Planning to thousands of places takes seconds.
plans="SELECT count(*) FROM refusal.plan_route('S-1', (SELECT array_agg(code::text) FROM refusal.facility), 100,
       declared_value => 1000, value_loss_rate => 0.01)"
is 'statement_timeout ends a long planning, and the session goes on' "$(session 2>&1 <<SQL
SET statement_timeout = '300ms';
$plans;
SET statement_timeout = 0;
SELECT to_facility FROM refusal.plan_route('S-1', '{S-1}', 100);
SQL
)" $'ERROR:  canceling statement due to statement timeout\nS-1'
is 'within a savepoint too' "$(session 2>&1 <<SQL
BEGIN;
SET LOCAL statement_timeout = '300ms';
SAVEPOINT s;
$plans;
ROLLBACK TO s;
SET LOCAL statement_timeout = 0;
SELECT to_facility FROM refusal.plan_route('S-1', '{S-1}', 100);
COMMIT;
SQL
)" $'ERROR:  canceling statement due to statement timeout\nS-1'

begin_batch 1
ok 'a batch is cancelled' test "$(value "SELECT pg_cancel_backend($batch)")" = t
wait "$client"
ok 'it says so' grep -q 'canceling statement due to user request' "$HARNESS_DIR/batch.out"
ok 'nothing of it is left' nothing_is_recorded
begin_batch 1
ok 'a backend is terminated' test "$(value "SELECT pg_terminate_backend($batch)")" = t
wait "$client"
ok 'nothing of it is left' nothing_is_recorded
begin_batch 1
kill -KILL "$batch"
wait "$client"
until value 'SELECT 1' >/dev/null 2>&1; do sleep 0.2; done
ok 'nor of one that was killed' nothing_is_recorded
ok 'the batch, undisturbed' sql --output=/dev/null --command="
    SELECT count(*) FROM refusal.record_many((SELECT jsonb_agg(jsonb_build_object('shop', 'safe', 'parcel', 'S-' || n, 'reason',
    'refused', 'request_id', gen_random_uuid())) FROM generate_series(1, 1000) AS n))"
is 'all of it' "$(value 'SELECT count(*), count(*) FILTER (WHERE state = $$held$$) FROM refusal.refusal')" '1000|1000'
is 'and the journal holds' "$(value 'SELECT count(*) FROM refusal.verify()')" 0
done_testing
