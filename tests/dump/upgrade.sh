#!/usr/bin/env bash
# pg_upgrade: it makes every object of the extension anew, one by one, where a restore creates the extension. To the same
# version it does the same.
source "$(dirname "$0")/../harness/own-servers.sh"

record() {
    sql --output=/dev/null --command="SELECT refusal.record('acme', 'A-$1', 'refused', gen_random_uuid())"
}
parts() {
    sql --command='SELECT tableoid::regclass, count(*) FROM refusal.event GROUP BY 1 ORDER BY 1'
}

server_create old fsync=off || exit 1
createdb oms && export PGDATABASE=oms
sql --file=docs/examples/world.sql --output=/dev/null || exit 1
record 1
sql --command='CALL refusal.maintain()'
sql --output=/dev/null <<'SQL' || exit 1
SELECT refusal_internal.add_month(date_trunc('month', now(), 'UTC') - interval '1 month');
SET session_replication_role = replica;
UPDATE refusal.event SET recorded_at = recorded_at - interval '1 month' WHERE version = 1;
RESET session_replication_role;
SELECT refusal.subscribe('oms', start_at => 'earliest');
INSERT INTO refusal.endpoint (shop_id, name, url, start_at)
VALUES (1, 'oms', 'https://oms.example', '0000000000000000-0000000000000000-0000000000000000');
SELECT refusal.add_endpoint_key(1);
SELECT refusal.sync_endpoints();
CALL refusal.tick();
SQL
before=$(parts)
is 'a journal with two parts' "$(wc -l <<<"$before")" 2
server_stop old
server_create new fsync=off || exit 1
server_stop new
ok 'pg_upgrade' server_upgrade old new
ok 'the new cluster starts' server_start new
is 'its journal has the same parts' "$(parts)" "$before"
is 'which months are known' "$(sql --command='SELECT count(*) FROM refusal_internal.journal_months()')" 3
record 2
sql --command='CALL refusal.tick()'
is 'the consumer reads on, each event once' "$(sql --command="SELECT string_agg(refusal_id || '/' || version, ' ') FROM refusal.poll('oms')")" \
    '1/1 1/2 2/1 2/2'
is 'so does an endpoint' "$(sql --command="SELECT problem IS NULL, (SELECT count(*) FROM refusal.poll(consumer)) FROM refusal.sync_endpoints()")" 't|4'
is 'a new one begins now' "$(sql --command="INSERT INTO refusal.endpoint (shop_id, name, url) VALUES (1, 'new', 'https://new.example')" \
    --command="SELECT start_at OPERATOR(refusal.=) refusal_internal.newest_position() FROM refusal.endpoint WHERE name = 'new'")" t
is 'stat_consumer knows where it is' "$(sql --command="SELECT lag_events FROM refusal.stat_consumer WHERE consumer = 'oms'")" 4
is 'the extension can be dropped' "$(sql --command='DROP EXTENSION pg_refusal' \
    --command="SELECT count(*) FROM pg_class WHERE relname LIKE 'event%' AND relnamespace::regnamespace::text LIKE 'refusal%'")" 0
done_testing
