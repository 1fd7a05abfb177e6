#!/usr/bin/env bash
# `pg_refusal listen`: live events in both formats, what happens when it is told to end, and when its connection or
# the notification's space is lost. The client is PG_REFUSAL_CLIENT, else the one on the PATH.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/harness/tap.sh

client=${PG_REFUSAL_CLIENT:-pg_refusal}
scratch=$(mktemp -d)
started=()
finish() {
    [[ ${#started[@]} -eq 0 ]] || kill -KILL "${started[@]}" 2>/dev/null
    rm -rf "$scratch"
}
trap finish EXIT

sql() {
    PGOPTIONS='-c client_min_messages=warning' psql --no-psqlrc --quiet --tuples-only --no-align \
        --set=ON_ERROR_STOP=1 "$@"
}

# listen NAME ARGUMENT …: in the background, once it is ready. Sets `listener`.
listen() {
    local name=$1
    shift
    PGUSER=listen_shop "$client" listen "$@" >"$scratch/$name.out" 2>"$scratch/$name.err" &
    listener=$!
    started+=("$listener")
    eventually grep -qs '^listening on' "$scratch/$name.err"
}

# eventually COMMAND …: until it succeeds, ten seconds at most.
eventually() {
    local attempt
    for ((attempt = 0; attempt < 100; attempt++)); do
        "$@" && return
        sleep 0.1
    done
    return 1
}

has_lines() {
    [[ $(wc -l <"$scratch/$1.out") -eq $2 ]]
}

# stops SIGNAL PID: its exit status.
stops() {
    kill -"$1" "$2"
    wait "$2"
}

exits() {
    local expected=$1 status=0
    shift
    PGUSER=listen_shop "$client" "$@" >/dev/null 2>&1 || status=$?
    [[ $status -eq $expected ]]
}

# record SHOP PARCEL …: refused, one transaction for all.
record() {
    local shop=$1
    shift
    sql --set=shop="$shop" --set=parcels="$*" <<'SQL' >/dev/null
SET ROLE listen_courier;
SELECT count(*) FROM refusal.record_many((
    SELECT jsonb_agg(jsonb_build_object('shop', :'shop', 'parcel', parcel, 'reason', 'refused',
                                        'request_id', gen_random_uuid()))
    FROM regexp_split_to_table(:'parcels', ' ') AS parcel));
SQL
}

without_time() {
    sed -E 's/^[0-9:]{8}  //; s/"time":"[^"]*",//; s/  +/ /g' "$scratch/$1.out"
}

terminate_listeners() {
    sql --command="SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE application_name = 'pg_refusal listen' AND datname = current_database()" >/dev/null
}

createdb listen_test
export PGDATABASE=listen_test
sql <<'SQL' >/dev/null || exit 1
CREATE EXTENSION pg_refusal CASCADE;
INSERT INTO refusal.shop (code, name) VALUES ('alpha', 'Alpha'), ('beta', 'Beta');
INSERT INTO refusal.facility (code, name, kind) VALUES ('DEPOT', 'Depot', 'depot'), ('FF', 'Fulfilment', 'fulfilment');
INSERT INTO refusal.lane (from_facility_id, to_facility_id, transit_time)
SELECT a.facility_id, b.facility_id, '1 hour' FROM refusal.facility a, refusal.facility b
WHERE a.code = 'DEPOT' AND b.code = 'FF';
INSERT INTO refusal.scenario (shop_id, version) SELECT shop_id, 1 FROM refusal.shop;
INSERT INTO refusal.rule (scenario_id, name, action, destinations)
SELECT scenario_id, 'back to fulfilment', 'return', '{FF}' FROM refusal.scenario;
SELECT refusal.activate_scenario(scenario_id) FROM refusal.scenario;
INSERT INTO refusal.parcel (shop_id, number, weight_grams, depot_id)
SELECT s.shop_id, s.code || '-' || n, 500, f.facility_id
FROM refusal.shop s, refusal.facility f, generate_series(1, 200) AS n WHERE f.kind = 'depot' ORDER BY s.shop_id, n;
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity) SELECT parcel_id, 1, 'SKU', 1 FROM refusal.parcel;
DROP ROLE IF EXISTS listen_courier, listen_shop, listen_nobody;
CREATE ROLE listen_courier LOGIN;
CREATE ROLE listen_shop LOGIN;
CREATE ROLE listen_nobody LOGIN;
SELECT refusal.grant_membership('listen_courier', 'courier');
SELECT refusal.grant_membership('listen_shop', 'shop', 'alpha');
SELECT refusal.grant_membership('listen_nobody', 'shop', 'alpha');
DELETE FROM refusal.membership WHERE role_name = 'listen_nobody';
SQL

listen text
text=$listener
is 'it says on how many channels it listens: the shops that the role sees' "$(cat "$scratch/text.err")" \
    'listening on 1 channel'
listen json --shop alpha --format json
json=$listener
listen operators --operators
operators=$listener

record beta beta-1
record alpha alpha-1
ok 'each event is printed as it is committed' eventually has_lines text 2
is 'text: shop, refusal, event, state; another shop is not told of' "$(without_time text)" \
    $'alpha #2 capture -> refused\nalpha #2 plan_return -> return_planned'
ok 'json: an object a line' eventually has_lines json 2
is 'json: the same' "$(without_time json)" \
    '{"shop":"alpha","refusal":2,"event":"capture","state":"refused","version":1}
{"shop":"alpha","refusal":2,"event":"plan_return","state":"return_planned","version":2}'
ok 'operators: woken by the common channel, told what the role may see' eventually has_lines operators 2

parcels=()
for number in {2..121}; do
    parcels+=("alpha-$number")
done
record alpha "${parcels[@]}"
ok 'more events than a notification holds come from the journal' eventually has_lines text 242
is 'no event twice, none missing' "$(without_time text | sort -u | wc -l)" 242
ok 'it says so' grep -q 'changes to be read from the journal' "$scratch/text.err"

sql --command="SELECT pg_notify(channel, 'no JSON'), pg_notify(channel, '{\"v\":1,\"events\":[{}]}'),
    pg_notify('refusal', '') FROM refusal.shop WHERE code = 'alpha'" >/dev/null
record alpha alpha-122
ok 'a payload that nobody understands harms nothing' eventually has_lines text 244

terminate_listeners
record alpha alpha-123
ok 'what happened while the connection was lost is told after it' eventually has_lines text 246
ok 'the other formats too' eventually has_lines json 246
is 'it listens again' "$(grep -c '^listening on' "$scratch/text.err")" 2
record alpha alpha-124
ok 'live events go on after a reconnection' eventually has_lines json 248
ok 'and as text' eventually has_lines text 248

ok 'SIGTERM ends it with 0' stops TERM "$text"
ok 'SIGINT ends it with 0' stops INT "$json"
ok 'operators: SIGTERM ends it with 0' stops TERM "$operators"

listen count --count 3
counting=$listener
record alpha alpha-125 alpha-126
ok '--count ends it with 0' wait "$counting"
is '--count prints so many' "$(wc -l <"$scratch/count.out")" 3
ok '--idle-exit ends it with 0' exits 0 listen --idle-exit 1
ok 'a shop that the role does not see: exit 3' exits 3 listen --shop beta
ok 'no shop at all: exit 3' exits 3 listen --dsn user=listen_nobody
ok 'no server: exit 1' exits 1 listen --dsn host=/nowhere
ok 'wrong arguments: exit 2' exits 2 listen --format xml
ok 'no subcommand: exit 2' exits 2

done_testing
