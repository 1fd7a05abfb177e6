#!/usr/bin/env bash
# A backend that lives long: thousands of calls, and of errors, leave its memory and its caches as they were.
source "$(dirname "$0")/../harness/own-servers.sh"

server_create main fsync=off || exit 1
createdb memory && export PGDATABASE=memory
sql --file=docs/examples/world.sql --output=/dev/null || exit 1

# Three that wait for a decision, and a departure with room for two.
sql --output=/dev/null <<'SQL' || exit 1
INSERT INTO refusal.membership (role_name, actor) VALUES ('postgres', 'courier');
SELECT refusal.record('acme', 'A-' || n, 'refused.late', gen_random_uuid()) FROM generate_series(2, 4) AS n;
UPDATE refusal.lane SET departures = '{0}', capacity = 2 WHERE to_facility_id = (SELECT facility_id FROM refusal.facility WHERE code = 'SPB');
SQL

# Runs a statement many times in one session, twice: what the first half has warmed up the second must not add to.
# Prints by how many kilobytes PostgreSQL's contexts and the process have grown in the second half.
growth() {
    sql --set=role="$1" --set=body="$2" --set=times="$3" <<'SQL' | tail -n 1
CREATE TEMPORARY TABLE seen (half integer, contexts bigint, resident bigint);
GRANT ALL ON seen TO PUBLIC;
SELECT format('CREATE PROCEDURE pg_temp.run(first integer, last integer) LANGUAGE plpgsql AS %L', format(
    'DECLARE n integer; BEGIN FOR n IN first..last LOOP BEGIN %s EXCEPTION WHEN SQLSTATE ''P0099'' THEN NULL; WHEN OTHERS THEN
         IF SQLSTATE !~ ''^(RF|22023)'' THEN RAISE; END IF; END; END LOOP; END', :'body')) \gexec
CREATE FUNCTION pg_temp.measure(half integer) RETURNS void LANGUAGE sql AS $$
    INSERT INTO seen SELECT half, sum(total_bytes) / 1024,
        substring(pg_read_file('/proc/' || pg_backend_pid() || '/status') FROM 'RssAnon:\s+(\d+)')::bigint FROM pg_backend_memory_contexts
$$;
SET ROLE :role;
CALL pg_temp.run(1, :times);
RESET ROLE;
SELECT pg_temp.measure(1);
SET ROLE :role;
CALL pg_temp.run(:times + 1, 2 * :times);
RESET ROLE;
SELECT pg_temp.measure(2);
SELECT max(contexts) - min(contexts), max(resident) - min(resident) FROM seen;
SQL
}
# grows_little ROLE BODY TIMES: by less than two megabytes, where a leak of a hundred bytes a call would be seen.
grows_little() {
    local grown
    grown=$(growth "$@") || return
    echo "grew by $grown kB"
    [[ ${grown%|*} -lt 500 && ${grown#*|} -lt 2000 ]]
}

ok 'plan_route()' grows_little courier "PERFORM refusal.plan_route('DEPOT', '{TVER,SPB}', 100 + n % 50, needs_sorting => true);" 20000
ok 'plan_route() that finds no way' grows_little courier "PERFORM refusal.plan_route('OFFICE', '{TVER}', 100);" 20000
ok 'record(), undone' grows_little courier "PERFORM refusal.record('acme', 'A-1', 'refused', gen_random_uuid());
    RAISE EXCEPTION USING ERRCODE = 'P0099';" 5000
ok 'record() that is refused' grows_little courier "PERFORM refusal.record('acme', 'A-1', 'nonsense', gen_random_uuid());" 10000
ok 'scan(), undone' grows_little warehouse "PERFORM refusal.scan('acme', 'A-1', 'DEPOT'); RAISE EXCEPTION USING ERRCODE = 'P0099';" 5000
ok 'plan_many()' grows_little acme_oms "PERFORM refusal.plan_many('{1,2,3}', '{TVER,SPB}');" 3000
ok 'fire() out of order' grows_little warehouse "PERFORM refusal.fire(1, 'close');" 10000
ok 'simulate()' grows_little acme_oms "PERFORM refusal.simulate(1, '-infinity', 'infinity');" 3000
is 'nothing more was recorded by all that' "$(psql --no-psqlrc --tuples-only --no-align \
    --command='SELECT count(*), (SELECT count(*) FROM refusal.verify()) FROM refusal.refusal')" '3|0'

# A shop with ten thousand rules, each of which an explanation names.
sql --quiet --command="INSERT INTO refusal.scenario (shop_id, version) VALUES (1, 2)" \
    --command="INSERT INTO refusal.rule (scenario_id, name, rank, value, action)
               SELECT 2, 'rule ' || n, n, numrange(n, n + 5), 'hold' FROM generate_series(1, 10000) AS n" \
    --command="INSERT INTO refusal.rule (scenario_id, name, action) VALUES (2, 'the rest', 'hold')" \
    --command="SELECT status FROM refusal.activate_scenario(2)" \
    --command="SET ROLE courier" --command="SELECT state FROM refusal.record('acme', 'A-1', 'refused', gen_random_uuid())" \
    --output=/dev/null
ok 'explain() of ten thousand rules' grows_little acme_oms "PERFORM refusal.explain(max(refusal_id)) FROM refusal.refusal;" 30
ok 'record() by them, undone' grows_little courier "PERFORM refusal.record('acme', 'A-2', 'refused', gen_random_uuid());
    RAISE EXCEPTION USING ERRCODE = 'P0099';" 3000

# DROP and CREATE EXTENSION in a session that has plans and caches of the old one.
is 'the extension dropped and created anew in one session' "$(psql --no-psqlrc --quiet --tuples-only --no-align 2>/dev/null <<'SQL'
SELECT cost FROM refusal.plan_route('DEPOT', '{SORT}', 1000);
SELECT state FROM refusal.record('acme', 'A-5', 'refused.late', gen_random_uuid());
DROP EXTENSION pg_refusal;
CREATE EXTENSION pg_refusal;
INSERT INTO refusal.shop (code, name) VALUES ('new', 'New');
INSERT INTO refusal.facility (code, name, kind) VALUES ('A', 'A', 'depot'), ('B', 'B', 'storage');
INSERT INTO refusal.lane (from_facility_id, to_facility_id, cost_per_parcel, transit_time) VALUES (1, 2, 7, '1 hour');
SELECT cost FROM refusal.plan_route('A', '{B}', 1000);
INSERT INTO refusal.parcel (shop_id, number, weight_grams, depot_id) VALUES (1, 'N', 1, 1);
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity) VALUES (1, 1, 'S', 1);
INSERT INTO refusal.membership (role_name, actor) VALUES ('postgres', 'courier');
SELECT refusal_id, state FROM refusal.record('new', 'N', 'refused', gen_random_uuid());
SELECT count(*) FROM refusal.verify();
SQL
)" $'47.00\nheld\n7.00\n1|awaiting_decision\n0'
is 'a database that is not UTF8 is told so' "$(createdb --encoding=SQL_ASCII --locale=C --template=template0 ascii &&
    psql --no-psqlrc --dbname=ascii --quiet --command='CREATE EXTENSION pg_refusal CASCADE' 2>&1 | grep -c 'needs a database whose encoding is UTF8')" 1
done_testing
