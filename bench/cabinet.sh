#!/usr/bin/env bash
# cabinet.sh: how long each page of the cabinet takes a shop with REFUSALS refusals, half of them closed, some of the
# others waiting for its answer. Prints of each the least of ROUNDS calls, as the cabinet's role.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
refusals=${REFUSALS:-100000} rounds=${ROUNDS:-5}
source tests/harness/server.sh
source bench/lib/settings.sh
source bench/lib/database.sh
bench=$PWD/bench
server_create main "${server_settings[@]}" fsync=off

make_world shops=1 facilities=1000 rules=100 parcels="$refusals"
# About the heavy ones the shop is asked.
sql <<'SQL'
INSERT INTO refusal.scenario (shop_id, version) VALUES (1, 2) RETURNING scenario_id AS asking \gset
INSERT INTO refusal.rule (scenario_id, name, action, destinations, decide_within, default_action, weight)
VALUES (:asking, 'all', 'return', '{F-100,F-200}', NULL, NULL, NULL),
       (:asking, 'heavy', 'ask_shop', '{F-100}', '1 day', 'return', '[10000,)');
SELECT refusal.activate_scenario(:asking) \g /dev/null
SQL
say "recording $refusals refusals"
run_sql capture shops=1 refusals="$refusals"
sql <<SQL
SELECT refusal.grant_membership('bench_client', 'supervisor') \g /dev/null
SET ROLE bench_client;
SELECT count(*) FROM refusal.fire_many(ARRAY(SELECT generate_series(1, $refusals / 2)::bigint), 'void',
    '{"reason": "bench"}', actor => 'supervisor') \g /dev/null
RESET ROLE;
-- As if recorded over two months, for a month's figures.
SET session_replication_role = replica;
UPDATE refusal.refusal SET recorded_at = now() - interval '60 days' * (1 - refusal_id / $refusals.0);
RESET session_replication_role;
CREATE ROLE bench_cabinet;
SELECT refusal.grant_cabinet('bench_cabinet') \g /dev/null
VACUUM ANALYZE;
SQL

sql --set=rounds="$rounds" <<'SQL'
SET ROLE bench_cabinet;
CREATE FUNCTION pg_temp.took(page text, rounds integer) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    began timestamptz;
    least numeric;
    length integer;
BEGIN
    FOR round IN 1..rounds LOOP
        began := clock_timestamp();
        EXECUTE 'SELECT octet_length(refusal.cabinet_' || page || '::text)' INTO length;
        least := least(least, 1000 * extract(epoch FROM clock_timestamp() - began));
    END LOOP;
    RETURN format('%s ms, %s kB: cabinet_%s', lpad(round(least, 1)::text, 7), lpad((length / 1000)::text, 4), page);
END
$$;
BEGIN;
SELECT refusal.act_for('S-1') \g /dev/null
SELECT max(refusal_id) AS last FROM refusal.refusal \gset
SELECT pg_temp.took(page, :rounds) FROM unnest(ARRAY[
    'today()', 'refusals()', format('refusals(after => ''%s'')', :last / 2),
    format('refusals(after => ''%s'', max_rows => 1000)', :last / 2),
    'refusals(waiting => true, sort => ''deadline'', descending => false)', 'refusals(sort => ''cost'')',
    'refusals(region => ''land.r5'')', 'refusals(search => ''P-777'')', format('refusal(%s)', :last),
    format('rows(''{%s}'')', :last), 'vocabulary()', 'places()', 'scenario(1)', 'figures()',
    'figures(now() - interval ''61 days'', step => ''week'')', 'simulation(1, 30)']) AS page;
SQL
