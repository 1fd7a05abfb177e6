#!/usr/bin/env bash
# pg_refusal.notify where a relay runs: who tells the listeners, and that everything is fed whoever does.
source "$(dirname "$0")/fixture/relaying.sh"

# told_as SETTING N: records parcel A-N under a setting of pg_refusal.notify.
told_as() {
    PGOPTIONS="-c pg_refusal.notify=$1" psql --no-psqlrc --quiet --output=/dev/null --dbname=oms --set=ON_ERROR_STOP=1 \
        --command='SET ROLE courier' --command="SELECT refusal.record('acme', 'A-$2', 'refused', gen_random_uuid())"
}
# heard WORDS: how many of the notifications heard have them.
heard() {
    grep -c "$1" "$HARNESS_DIR/heard"
}

server_create main fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=oms max_prepared_transactions=5 || exit 1
createdb oms
sql --dbname=oms --file=docs/examples/world.sql --output=/dev/null || exit 1
ok 'the relay works' eventually works_for oms
eventually yes --dbname=oms "SELECT refusal_internal.relay_heartbeat() > now() - interval '2 seconds'"

number=0
for setting in auto relay direct; do
    number=$((number + 1))
    listen 1 told_as "$setting" "$number" >"$HARNESS_DIR/heard"
    ok "$setting: it is fed" eventually all_is_fed
    ok "$setting: the relay tells the shop" test "$(heard '"event":"capture".*"to":')" -eq 1
    is "$setting: how many times the writer does" "$(heard '\],"v":1}')" "$([[ $setting == direct ]] && echo 1 || echo 0)"
done

# Somebody else ticks while the relay is busy elsewhere: it is the one to tell the shop all the same.
overtaken() {
    local relay
    relay=$(pid_of relay)
    kill -STOP "$relay"
    told_as relay 6
    sql --dbname=oms --command='CALL refusal.tick()'
    kill -CONT "$relay"
}
listen 1 overtaken >"$HARNESS_DIR/heard"
ok 'another one ticks: the relay tells the shop' test "$(heard '"event":"capture".*"to":')" -eq 1

told_as off 4
ok 'off: it is fed all the same' eventually all_is_fed
PGOPTIONS='-c pg_refusal.notify=off' psql --no-psqlrc --quiet --output=/dev/null --dbname=oms --command='SET ROLE courier' \
    --command="BEGIN; SELECT refusal.record('acme', 'A-5', 'refused', gen_random_uuid()); PREPARE TRANSACTION 'p'"
ok 'off: what was journalled before it is fed' eventually yes --dbname=oms "SELECT count(*) = 10 FROM refusal.read_feed()"
sql --dbname=oms --command="COMMIT PREPARED 'p'"
ok 'off: a prepared transaction is fed when it has committed' eventually all_is_fed

server_stop main fast
done_testing
