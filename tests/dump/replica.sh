#!/usr/bin/env bash
# Replicas keep rows to the letter and are silent: a subscriber of logical replication, and a hot standby, which is
# then promoted.
source "$(dirname "$0")/../harness/own-servers.sh"

rows() {
    sql --dbname=replica --command="SELECT (SELECT md5(string_agg(r::text, ' ' ORDER BY refusal_id)) FROM refusal.refusal r),
        (SELECT md5(string_agg(e::text, ' ' ORDER BY event_id)) FROM refusal.event e),
        (SELECT md5(string_agg(l::text, ' ' ORDER BY refusal_id, line_no)) FROM refusal.line l)"
}
same() {
    [[ $(rows) == "$expected" ]] || { rows; return 1; }
}
on() {
    server_use "$1"
    shift
    "$@"
}

server_create primary fsync=off wal_level=logical || exit 1
createdb replica
sql --dbname=replica --file=docs/examples/world.sql --output=/dev/null || exit 1
sql --dbname=replica --output=/dev/null <<'SQL'
CREATE PUBLICATION refusals FOR TABLE refusal.shop, refusal.facility, refusal.lane, refusal.parcel, refusal.parcel_line,
    refusal.refusal, refusal.line, refusal.route, refusal_internal.event_default;
SET ROLE courier;
SELECT refusal.record('acme', 'A-1', 'refused', 'd0000000-0000-4000-8000-000000000001');
SQL

server_create subscriber fsync=off || exit 1
createdb replica
sql --dbname=replica --command='CREATE EXTENSION pg_refusal CASCADE'
psql --no-psqlrc --dbname=replica >"$HARNESS_DIR/heard" 2>&1 < <(echo 'LISTEN refusal;'; sleep 3; echo 'SELECT 1;') &
listener=$!
sql --dbname=replica --command="CREATE SUBSCRIPTION refusals CONNECTION 'host=$HARNESS_DIR/primary user=postgres dbname=replica' PUBLICATION refusals"
expected=$(on primary rows)
server_use subscriber
ok 'logical replication: what was there' eventually same
on primary sql --dbname=replica --output=/dev/null <<'SQL'
SET ROLE courier;
SELECT refusal.record('acme', 'A-2', 'refused.late', 'd0000000-0000-4000-8000-000000000002');
SET ROLE warehouse;
SELECT refusal.scan('acme', 'A-1', 'DEPOT');
SQL
expected=$(on primary rows)
server_use subscriber
ok 'logical replication: what came after, inserts and updates' eventually same
wait "$listener"
ok 'the subscriber tells nobody' sh -c "! grep -q 'Asynchronous notification' '$HARNESS_DIR/heard'"
is 'its journal holds' "$(sql --dbname=replica --command='SELECT count(*) FROM refusal.verify()')" 0
sql --dbname=replica --command='ALTER SUBSCRIPTION refusals DISABLE' --command='ALTER SUBSCRIPTION refusals SET (slot_name = NONE)' \
    --command='DROP SUBSCRIPTION refusals'

server_use primary
as_server pg_basebackup --host="$HARNESS_DIR/primary" --username=postgres --pgdata="$HARNESS_DIR/standby/data" --write-recovery-conf \
    --checkpoint=fast || exit 1
server_configure standby unix_socket_directories="$HARNESS_DIR/standby" && server_start standby || exit 1
server_use standby
ok 'hot standby: the same rows' eventually same
is 'it plans' "$(sql --dbname=replica --command="SELECT cost FROM refusal.plan_route('DEPOT', '{SORT}', 1000)")" 47.00
is 'it explains, says what may happen next, and verifies' "$(sql --dbname=replica --command="SELECT refusal.explain(1)->>'action',
    (SELECT count(*) > 3 FROM refusal.allowed_events(1)), (SELECT count(*) FROM refusal.verify())")" 'return|t|0'
is 'it records nothing' "$(sql --dbname=replica --set=VERBOSITY=sqlstate --command='SET ROLE courier' --command="SELECT refusal.record('acme',
    'A-3', 'refused', gen_random_uuid())" 2>&1)" 'ERROR:  25006'
server_stop primary immediate
server_use standby
is 'promoted' "$(sql --dbname=replica --command='SELECT pg_promote()')" t
is 'it answers an old request and goes on' "$(sql --dbname=replica --command='SET ROLE courier' --command="SELECT refusal_id FROM
    refusal.record('acme', 'A-1', 'refused', 'd0000000-0000-4000-8000-000000000001')" --command="SELECT state FROM
    refusal.record('acme', 'A-3', 'refused', gen_random_uuid())")" $'1\nreturn_planned'
is 'its journal holds' "$(sql --dbname=replica --command='SELECT count(*) FROM refusal.verify()')" 0
done_testing
