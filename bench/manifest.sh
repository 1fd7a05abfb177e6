#!/usr/bin/env bash
# manifest.sh: how long a truck of PARCELS parcels, of two shops, takes to close, depart and arrive, by an ordinary role
# under row security, among REFUSALS refusals elsewhere. Prints the rounds, each with another truck.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
parcels=${PARCELS:-1000} refusals=${REFUSALS:-30000} rounds=${ROUNDS:-3}
source tests/harness/server.sh
source bench/lib/settings.sh
source bench/lib/database.sh
bench=$PWD/bench
server_create main "${server_settings[@]}" fsync=off

total=$((refusals + parcels * rounds))
make_world shops=2 facilities=50 rules=20 parcels="$total"
sql <<SQL
INSERT INTO refusal.facility (code, name, kind) SELECT 'TRUCK-' || n, 'Depot', 'depot' FROM generate_series(1, $rounds) AS n;
INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, transit_time)
SELECT t.facility_id, d.facility_id, 1, '1 hour' FROM refusal.facility t, refusal.facility d
WHERE t.code LIKE 'TRUCK-%' AND d.facility_id = (SELECT min(depot_id) FROM refusal.parcel);
UPDATE refusal.parcel SET depot_id = (SELECT facility_id FROM refusal.facility
    WHERE code = 'TRUCK-' || (parcel_id - $refusals - 1) / $parcels + 1)
WHERE parcel_id > $refusals;
SQL
say "recording $total refusals"
run_sql capture shops=2 refusals="$total"
sql --command='VACUUM ANALYZE' --command="SELECT refusal.grant_membership('bench_client', 'warehouse')" >/dev/null

for ((round = 1; round <= rounds; ++round)); do
    sql --set=truck="TRUCK-$round" <<'SQL'
SET ROLE bench_client;
SELECT lane_id AS lane, jsonb_agg(jsonb_build_object('shop', shop, 'parcel', parcel)) AS list
FROM refusal.loading_list WHERE from_facility = :'truck' AND here GROUP BY lane_id \gset
SELECT clock_timestamp() AS began \gset
SELECT max(manifest_id) AS manifest, count(*) FILTER (WHERE outcome = 'ok') AS closed
FROM refusal.close_manifest(:lane, parcels => :'list') \gset
SELECT clock_timestamp() AS closed_at \gset
SELECT count(*) FILTER (WHERE outcome = 'ok') AS departed FROM refusal.depart_manifest(:manifest) \gset
SELECT clock_timestamp() AS departed_at \gset
SELECT count(*) FILTER (WHERE outcome = 'ok') AS arrived FROM refusal.arrive_manifest(:manifest, :'list') \gset
SELECT format('%s closed in %s ms, %s departed in %s ms, %s arrived in %s ms',
    :closed, round(1000 * extract(epoch FROM :'closed_at'::timestamptz - :'began')),
    :departed, round(1000 * extract(epoch FROM :'departed_at'::timestamptz - :'closed_at')),
    :arrived, round(1000 * extract(epoch FROM clock_timestamp() - :'departed_at')));
SQL
done
