#!/usr/bin/env bash
# A real dump of the demo, restored into a younger server, several ways: row for row, silently, and good to go on with.
source "$(dirname "$0")/../harness/own-servers.sh"

# Every row of every table that a dump carries, as one digest per table. A server's own xid_space is its own.
digests() {
    sql --dbname="$1" <<'SQL'
SELECT format('SELECT %L, count(*), md5(coalesce(string_agg(t::text, %L ORDER BY t::text), %L)) FROM %s AS t;', c, e'\n', '', c)
FROM (SELECT unnest(extconfig || 'refusal.event'::regclass::oid)::regclass AS c FROM pg_extension WHERE extname = 'pg_refusal') AS dumped
JOIN pg_class ON oid = c WHERE relkind IN ('r', 'p') AND NOT relispartition ORDER BY c::text \gexec
SQL
}

# The journal's partitions: how many events each holds, and what it is beside its rows.
months() {
    sql --dbname="$1" <<'SQL'
SELECT c.relname, pg_get_expr(c.relpartbound, c.oid), c.relrowsecurity, c.relacl, c.relowner::regrole,
    (SELECT count(*) FROM refusal.event e WHERE e.tableoid = c.oid),
    (SELECT string_agg(d.def, ';' ORDER BY d.def) FROM pg_index x, regexp_replace(pg_get_indexdef(x.indexrelid), ' INDEX .* USING', '') AS d (def) WHERE x.indrelid = c.oid),
    (SELECT string_agg(pg_get_expr(p.polqual, c.oid), '; ') FROM pg_policy p WHERE p.polrelid = c.oid),
    (SELECT string_agg(format('%s %s', t.tgname, t.tgparentid <> 0), '; ' ORDER BY t.tgname) FROM pg_trigger t WHERE t.tgrelid = c.oid)
FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid WHERE i.inhparent = 'refusal.event'::regclass ORDER BY c.relname;
SQL
}

# maintain() goes on where the dumped database was: it makes nothing anew, and drops what is to be kept no longer.
is_maintained() {
    sql --dbname="$1" <<'SQL'
CREATE TEMPORARY TABLE before AS SELECT month FROM refusal_internal.journal_months();
CALL refusal.maintain();
SELECT NOT EXISTS (SELECT month FROM refusal_internal.journal_months() EXCEPT SELECT month FROM before)
    AND (SELECT count(*) FROM before) = 5 AS known \gset
SELECT extract(epoch FROM now() - date_trunc('month', now() - interval '2 months', 'UTC'))::integer - 86400 AS keep \gset
SET pg_refusal.keep = :keep;
CALL refusal.maintain();
SELECT :'known' AND (SELECT count(*) FROM refusal_internal.journal_months()) = 4 AND NOT EXISTS (SELECT FROM refusal.verify()) AS good \gset
\if :good
\else
    \echo known: :known
    SELECT * FROM refusal_internal.journal_months();
    SELECT held_up_by, overdue_since FROM refusal_internal.retention;
    SELECT * FROM refusal.verify() LIMIT 5;
    \quit 3
\endif
SQL
}

# What a restored database has to be able to do: verify, answer an old request, record and move on.
goes_on() {
    sql --dbname="$1" <<'SQL'
SELECT count(*) AS findings FROM refusal.verify() \gset
SELECT :findings = 0 AS clean \gset
\if :clean
\else
    SELECT * FROM refusal.verify() LIMIT 5;
    \quit 3
\endif
CREATE TEMPORARY TABLE before AS SELECT count(*) AS n, max(event_id) AS last, max(refusal_id) AS refusal FROM refusal.event;
SET ROLE dump_courier;
SELECT version = 2 AS replayed FROM refusal.record('dump', 'D-1', 'refused', 'd0000000-0000-4000-8000-000000000001') \gset
SELECT state = 'return_planned' AS fresh, refusal_id FROM refusal.record('dump', 'D-2', 'refused', gen_random_uuid()) \gset
RESET ROLE;
SELECT :'replayed' AND :'fresh' AND (SELECT count(*) FROM refusal.event) = n + 2 AND (SELECT min(event_id) FROM refusal.event
    WHERE event_id > last) = last + 1 AND :refusal_id > refusal AND NOT EXISTS (SELECT FROM refusal.verify()) AS good
FROM before \gset
\if :good
\else
    \echo the restored database does not go on as it should: :replayed :fresh :refusal_id
    \quit 3
\endif
SQL
}

# What a consumer that was behind gets in the restored database: everything that it had not acknowledged, each event once.
catches_up() {
    local read
    sql --dbname="$1" --command='CALL refusal.tick()'
    read=$(for _ in {1..20}; do
        echo "SELECT event_id FROM refusal.poll('behind', 500);
            SELECT refusal.ack('behind', max(pos::text)::refusal.feed_position) FROM refusal.poll('behind', 500) HAVING count(*) > 0 \\g /dev/null"
    done | sql --dbname="$1" | sort -n)
    diff <(sql --dbname="$1" --command='SELECT event_id FROM refusal.event ORDER BY 1 OFFSET 5') <(echo "$read")
}

# Endpoints go on: one where it was, signed with the key that it had; one that nobody had begun with, from its first moment.
delivers() {
    sql --dbname="$1" --set=last="$last" <<'SQL'
SELECT string_agg(event_id::text, ' ' ORDER BY event_id) AS missed FROM refusal.event JOIN refusal.shop USING (shop_id)
WHERE code = 'dump' AND event_id > :last \gset
SET ROLE dump_listener;
SELECT string_agg(concat_ws(' ', name, consumer, problem), ', ' ORDER BY name),
    (SELECT string_agg(event_id::text, ' ') FROM refusal.poll('deliver-1')) = :'missed',
    (SELECT string_agg(event_id::text, ' ') FROM refusal.poll('deliver-3')) = :'missed',
    (SELECT encode(secret, 'hex') FROM refusal.signing_keys(1))
FROM refusal.sync_endpoints();
RESET ROLE;
SELECT string_agg(concat_ws(' ', name, state, delivered, last_error), ', ' ORDER BY name) FROM refusal.endpoint_status;
SQL
}

server_create old fsync=off || exit 1
createdb demo
PGDATABASE=demo docs/demo/run.sh >"$HARNESS_DIR/demo.out" 2>&1 || { tail -n 20 "$HARNESS_DIR/demo.out"; exit 1; }
# (The demo's own tables go: what refers to the extension's from outside is not the extension's to restore.)
sql --dbname=demo --command='DROP SCHEMA demo CASCADE'
# And a world that the checks below know, with words of a DBA's own.
sql --dbname=demo <<'SQL' || exit 1
INSERT INTO refusal.shop (code, name) VALUES ('dump', 'Dump') RETURNING shop_id AS shop \gset
INSERT INTO refusal.facility (code, name, kind) VALUES ('D-DEP', 'Depot', 'depot') RETURNING facility_id AS depot \gset
INSERT INTO refusal.facility (code, name, kind) VALUES ('D-FF', 'Fulfilment', 'fulfilment') RETURNING facility_id AS ff \gset
INSERT INTO refusal.lane (from_facility_id, to_facility_id, transit_time, cost_per_parcel, capacity, departures)
VALUES (:depot, :ff, '1 hour', 10, 2, ARRAY[(extract(epoch FROM now() + interval '3 days' - timestamptz '2024-01-01 00:00Z') / 60)::integer % 10080]);
INSERT INTO refusal.scenario (shop_id, version) VALUES (:shop, 1) RETURNING scenario_id AS scenario \gset
INSERT INTO refusal.rule (scenario_id, name, action, destinations) VALUES (:scenario, 'all', 'return', '{D-FF}');
SELECT count(refusal.activate_scenario(:scenario)) \g /dev/null
INSERT INTO refusal.parcel (shop_id, number, weight_grams, depot_id) VALUES (:shop, 'D-1', 100, :depot), (:shop, 'D-2', 100, :depot),
    (:shop, 'D-3', 100, :depot);
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity)
SELECT parcel_id, 1, 'SKU', 2 FROM refusal.parcel WHERE shop_id = :shop;
CREATE ROLE dump_courier;
SELECT count(refusal.grant_membership('dump_courier', 'courier')) \g /dev/null
SELECT count(refusal.create_account('dump', 'anna', 'correct horse')) \g /dev/null
SELECT count(*) FROM refusal.sign_in('anna', 'correct horse') \g /dev/null
BEGIN;
INSERT INTO refusal.reason (code, parent, fault, name_en, name_ru) VALUES ('weather.rain', 'weather', 'carrier', 'Rain', 'дождь'),
    ('weather', NULL, 'carrier', 'Weather', 'погода');
INSERT INTO refusal.state (state, terminal, name_en, name_ru) VALUES ('customs', false, 'At customs', 'на таможне');
INSERT INTO refusal.transition (from_state, event, to_state, actors) VALUES ('held', 'to_customs', 'customs', '{warehouse}'),
    ('customs', 'from_customs', 'held', '{warehouse}');
COMMIT;
SET ROLE dump_courier;
SELECT count(*) FROM refusal.record('dump', 'D-1', 'refused', 'd0000000-0000-4000-8000-000000000001') \g /dev/null
SQL
# Transaction ids of the old cluster are far higher than any of the young one's.
sql --dbname=demo --command='DO $$ BEGIN FOR n IN 1..50000 LOOP PERFORM pg_current_xact_id(); COMMIT; END LOOP; END $$'
# With a past: all of it two months ago, of what is closed some three and some four, which is dropped.
sql --dbname=demo --command='CALL refusal.tick()'
sql --dbname=demo --output=/dev/null <<'SQL' || exit 1
CREATE SCHEMA test;
\i tests/feed/fixture/past.inc
SELECT refusal_internal.add_month(test.months_ago(n)) FROM generate_series(2, 4) AS n;
SELECT format('CALL test.age(%s, interval ''2 months'')', refusal_id) FROM refusal.refusal \gexec
SELECT format('CALL test.age(%s, interval %L, %s)', refusal_id, CASE refusal_id % 3 WHEN 2 THEN '1 month' ELSE '2 months' END,
    CASE refusal_id % 3 WHEN 0 THEN '2' ELSE 'NULL' END) FROM refusal.refusal WHERE NOT is_open \gexec
CALL refusal.maintain();
SET ROLE dump_courier;
SELECT refusal.record('dump', 'D-3', 'refused', gen_random_uuid());
SELECT count(*) FROM (SELECT DISTINCT ON (lane_id) lane_id, departs_at FROM refusal.loading_list WHERE shop = 'dump') AS truck,
    refusal.close_manifest(lane_id, departs_at);
SELECT refusal.depart_manifest(1);
RESET ROLE;
UPDATE refusal.lane SET capacity = 1 WHERE capacity = 2;
CALL refusal.tick();
SELECT extract(epoch FROM now() - test.months_ago(3))::integer - 86400 AS keep \gset
SET pg_refusal.keep = :keep;
CALL refusal.maintain();
DROP SCHEMA test CASCADE;
SQL
is 'it has five months, three of them with events' "$(sql --dbname=demo --command="SELECT count(*), count(*) FILTER (WHERE EXISTS
    (SELECT FROM refusal.event e WHERE e.tableoid = j.month)), (SELECT count(*) > 0 FROM refusal_internal.journal_start) FROM refusal_internal.journal_months() AS j")" '5|3|t'
is 'it has places on a departure, one of them beyond what its lane takes now' "$(sql --dbname=demo --command="SELECT string_agg(place::text, ',' ORDER BY place),
    min(capacity) FROM refusal.reservation JOIN refusal.lane USING (lane_id)")" '1,2|1'
is 'it has a manifest that has departed' "$(sql --dbname=demo --command="SELECT state, count(*) FILTER (WHERE departed) > 0
    FROM refusal.manifest JOIN refusal.manifest_parcel USING (manifest_id) GROUP BY state")" 'departed|t'
# Two endpoints: one has been sent something, nobody has begun with the other.
sql --dbname=demo --output=/dev/null <<'SQL' || exit 1
CREATE ROLE dump_listener;
SELECT refusal.grant_delivery('dump_listener', 'dump');
INSERT INTO refusal.endpoint (shop_id, name, url) SELECT shop_id, 'oms', 'https://oms.example/in' FROM refusal.shop WHERE code = 'dump';
SELECT refusal.add_endpoint_key(1);
SET ROLE dump_listener;
SELECT * FROM refusal.sync_endpoints();
SELECT refusal.report_delivery(1, 0, 'open', 7, 1, last_error => '503');
RESET ROLE;
-- A word of the DBA's own is known when the endpoint is restored, or is not yet.
INSERT INTO refusal.endpoint (shop_id, name, url, events, active) SELECT shop_id, 'off', 'https://off.example', '{to_customs}', false FROM refusal.shop
WHERE code = 'dump';
INSERT INTO refusal.endpoint (shop_id, name, url) SELECT shop_id, 'sms', 'https://sms.example/in' FROM refusal.shop WHERE code = 'dump';
SELECT refusal.add_endpoint_key(3);
SQL
last=$(sql --dbname=demo --command='SELECT max(event_id) FROM refusal.event')
# A consumer that has read the first five events; what comes after the tick is in nobody's order yet.
sql --dbname=demo --output=/dev/null <<'SQL' || exit 1
CALL refusal.tick();
SELECT refusal.subscribe('behind', start_at => 'earliest');
SELECT refusal.ack('behind', max(pos::text)::refusal.feed_position) FROM refusal.poll('behind', 5);
SET ROLE dump_courier;
SELECT refusal.record('dump', 'D-2', 'refused', gen_random_uuid());
SELECT refusal.fire(max(refusal_id), 'retract') FROM refusal.refusal;
SQL
is 'the demo has refused its parcels' "$(sql --dbname=demo --command='SELECT count(*) >= 200 FROM refusal.refusal')" t
before=$(digests demo)
key=$(sql --dbname=demo --command="SELECT encode(secret, 'hex') FROM refusal_internal.endpoint_key WHERE endpoint_id = 1")
months=$(months demo)
pg_dumpall --roles-only >"$HARNESS_DIR/roles.sql"
pg_dump --format=custom --file="$HARNESS_DIR/custom" demo 2>"$HARNESS_DIR/warnings"
pg_dump --format=directory --file="$HARNESS_DIR/directory" demo 2>>"$HARNESS_DIR/warnings"
pg_dump --file="$HARNESS_DIR/plain.sql" demo 2>>"$HARNESS_DIR/warnings"
pg_dump --data-only --load-via-partition-root --file="$HARNESS_DIR/data.sql" demo 2>>"$HARNESS_DIR/warnings"
is 'pg_dump has nothing to warn of' "$(<"$HARNESS_DIR/warnings")" ''

server_create young fsync=off || exit 1
sql --file="$HARNESS_DIR/roles.sql" >/dev/null 2>&1
for way in custom plain parallel data; do
    createdb "$way"
done
# A listener of everything, while everything is restored.
psql --no-psqlrc --dbname=plain >"$HARNESS_DIR/heard" 2>&1 < <(echo 'LISTEN refusal;'; sleep 4; echo 'SELECT 1;') &
listener=$!
ok 'pg_restore' pg_restore --exit-on-error --dbname=custom "$HARNESS_DIR/custom"
ok 'psql with the plain dump' sql --dbname=plain --file="$HARNESS_DIR/plain.sql" --output=/dev/null
ok 'pg_restore with several jobs, foreign keys standing aside' \
    env PGOPTIONS='-c session_replication_role=replica' pg_restore --exit-on-error --jobs=2 --dbname=parallel "$HARNESS_DIR/directory"
sql --dbname=data --command='CREATE EXTENSION pg_refusal CASCADE'
ok 'the data alone, into a fresh extension' sql --dbname=data --file="$HARNESS_DIR/data.sql" --output=/dev/null
sql --dbname=data --output=/dev/null --command="SELECT refusal.grant_membership('dump_courier', 'courier'), refusal.grant_delivery('dump_listener', 'dump')" # rights are no data
wait "$listener"
ok 'nobody was told of old news' sh -c "! grep -q 'Asynchronous notification' '$HARNESS_DIR/heard'"
for way in custom plain parallel data; do
    is "$way: every row of every table" "$(digests "$way")" "$before"
    [[ $way == data ]] || is "$way: every month is a month again" "$(months "$way")" "$months"
    ok "$way: it verifies, answers an old request and goes on" goes_on "$way"
    ok "$way: a consumer that was behind misses nothing" catches_up "$way"
    [[ $way == data ]] || ok "$way: maintain() goes on" is_maintained "$way"
    is "$way: endpoints go on" "$(delivers "$way")" "oms deliver-1, sms deliver-3|t|t|$key"$'\noff inactive 0, oms open 7 503, sms closed 0'
    is "$way: nobody is signed in, and who was may sign in again" "$(sql --dbname="$way" --command='SELECT count(*) FROM refusal_internal.session' \
        --command="SELECT login FROM refusal.sign_in('anna', 'correct horse')" | xargs)" '0 anna'
    is "$way: transaction ids of this cluster are told from the old one's" \
        "$(sql --dbname="$way" --command='SELECT count(DISTINCT xid_space) FROM refusal.event')" 2
done
done_testing
