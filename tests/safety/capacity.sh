#!/usr/bin/env bash
# Sixty-four planners at once, on departures with little room: none is sold twice, everybody gets a way, nobody an error,
# and a crash in the middle loses no place.
set -uo pipefail
cd "$(dirname "$0")/../.."
unset PGDATABASE
source tests/harness/tap.sh
source tests/harness/server.sh

server_create main max_connections=100 || exit 1
createdb capacity && export PGDATABASE=capacity
query() { psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"; }
PGOPTIONS='-c client_min_messages=warning' query --file=docs/examples/world.sql --output=/dev/null || exit 1
scripts=$HARNESS_DIR/scripts
mkdir "$scripts"

# Two lanes on the way, each with room for three every hour; waiting costs, so that the parcels spread over both ways.
query --output=/dev/null <<'SQL' || exit 1
UPDATE refusal.lane SET departures = ARRAY(SELECT generate_series(0, 10079, 60)), capacity = 3
WHERE to_facility_id IN (SELECT facility_id FROM refusal.facility WHERE code IN ('SORT', 'TVER', 'SPB'));
INSERT INTO refusal.membership (role_name, actor) SELECT 'postgres', unnest('{courier,shop,supervisor,warehouse}'::text[]);
INSERT INTO refusal.parcel (shop_id, number, weight_grams, declared_value, depot_id, courier)
SELECT 1, 'B-' || n, 1500, 9000, 1, 'ivan' FROM generate_series(1, 20000) AS n;
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity, unit_price)
SELECT parcel_id, 1, 'S', 1, 9000 FROM refusal.parcel WHERE number LIKE 'B-%';
CREATE SEQUENCE next_parcel;
SQL
record="SELECT refusal_id AS id FROM refusal.record('acme', 'B-' || nextval('next_parcel'), 'refused.changed_mind', gen_random_uuid())"
cat >"$scripts/two" <<SQL
BEGIN;
$record;
$record;
COMMIT;
SQL
# What is given up is planned anew by others; a savepoint gives up what was taken since.
cat >"$scripts/give_up" <<SQL
$record \gset first_
BEGIN;
SAVEPOINT before;
$record;
ROLLBACK TO before;
$record \gset second_
SELECT refusal.fire(:first_id, 'void', '{"reason": "test"}');
COMMIT;
SELECT refusal.override(:second_id, 'return', 'STORE', accept_cost => true);
SQL
planners() { pgbench --no-vacuum --client=64 --jobs=2 --transactions="$1" --file="$scripts/$2" 2>&1; }
oversold() { query --command='SELECT count(*) FROM (SELECT FROM refusal.reservation GROUP BY lane_id, departs_at HAVING count(*) > 3) AS x'; }
unsound() { query --command="SELECT count(*), string_agg(detail, '; ') FROM (SELECT detail FROM refusal.verify() LIMIT 3) AS v"; }
errors() { grep -cE 'ERROR|FATAL|PANIC' "$HARNESS_DIR/main/log"; }

out=$(planners 10 two)
ok 'sixty-four planners of two parcels a transaction' grep -q 'actually processed: 640/640' <<<"$out"
is 'nobody got an error' "$(errors)" 0
is 'everybody got a way' "$(query --command="SELECT count(*) FROM refusal.refusal WHERE route_id IS NOT NULL AND state = 'return_planned'")" 1280
is 'no departure is sold twice' "$(oversold)" 0
is 'departures are full' "$(query --command='SELECT count(*) > 100 FROM (SELECT FROM refusal.reservation GROUP BY lane_id, departs_at HAVING count(*) = 3) AS x')" t
is 'the books balance' "$(unsound)" '0|'

out=$(planners 5 give_up)
ok 'planners that give up as well' grep -q 'actually processed: 320/320' <<<"$out"
is 'nobody got an error then' "$(errors)" 0
is 'no departure is sold twice then' "$(oversold)" 0
is 'the books balance then' "$(unsound)" '0|'

# A crash with planners on their way; then others fill what it left.
planners 1000 two >/dev/null &
crowd=$!
before=$(query --command='SELECT count(*) FROM refusal.refusal')
until [[ $(query --command='SELECT count(*) FROM refusal.refusal') -gt $((before + 64)) ]]; do :; done
server_kill main
wait "$crowd"
server_start main || exit 1
is 'no departure is sold twice by a crash' "$(oversold)" 0
is 'it loses no place and leaves none behind' "$(unsound)" '0|'
query --output=/dev/null --command='CHECKPOINT' --command="SELECT setval('next_parcel', 15000)"
out=$(planners 2 two)
ok 'planners go on after it' grep -q 'actually processed: 128/128' <<<"$out"
is 'no departure is sold twice after it' "$(oversold)" 0
is 'the books balance after it' "$(unsound)" '0|'

# Whoever writes.
is 'the table itself refuses what is beyond' "$(query --command="INSERT INTO refusal.reservation
    SELECT lane_id, departs_at, 4, 0, shop_id, 0, 1 FROM refusal.reservation LIMIT 1" 2>&1 | grep -c 'beyond its capacity')" 1
done_testing
