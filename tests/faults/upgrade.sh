#!/usr/bin/env bash
# pg_upgrade, with consumers and readers behind and a relay before and after: the cluster is another one, the feed is
# the same. And ALTER EXTENSION … UPDATE under a relay that ticks.
source "$(dirname "$0")/lib/oms.sh"

settings=(fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=oms)
# The consumer's events until there is none, each acknowledged; a page is small, so that the cursor passes the upgrade.
consume() {
    for _ in {1..20}; do
        echo "SELECT event_id FROM refusal.poll('behind', 7);
              SELECT refusal.ack('behind', max(pos::text)::refusal.feed_position) FROM refusal.poll('behind', 7) HAVING count(*) > 0 \\g /dev/null"
    done | PGOPTIONS='-c role=supervisor' sql
}
one_relay() {
    yes "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'pg_refusal relay'"
}

server_create old "${settings[@]}" || exit 1
create_oms 200
eventually one_relay
record 1 20
eventually all_is_fed
sql --output=/dev/null --command='SET ROLE supervisor' --command="SELECT refusal.subscribe('behind', start_at => 'earliest')" \
    --command="SELECT refusal.ack('behind', max(pos::text)::refusal.feed_position) FROM refusal.poll('behind', 15)"
first_page=$(sql --command='SELECT pos::text, event_id FROM refusal.read_feed(max_events => 15)')
position=$(tail -n 1 <<<"$first_page" | cut -d '|' -f 1)
# What no relay has seen: it comes back too late to tick these.
server_configure old pg_refusal.databases=
sql --output=/dev/null --command='SELECT pg_reload_conf()'
eventually yes "SELECT count(*) = 0 FROM pg_stat_activity WHERE backend_type = 'pg_refusal relay'"
record 21 30
whole=$(sql --command='SELECT pos::text, event_id FROM refusal.read_feed(max_events => 10000)')
server_configure old pg_refusal.databases=oms
server_stop old

server_create new "${settings[@]}" && server_stop new || exit 1
ok 'pg_upgrade' server_upgrade old new
[[ $tap_failed -eq 0 ]] || exit 1
as_server pg_ctl --pgdata="$HARNESS_DIR/new/data" --log="$HARNESS_DIR/new/log" --options=-b --wait --silent start && server_use new
is 'while a cluster is upgraded no worker runs in it' \
    "$(sql --command="SELECT count(*) FROM pg_stat_activity WHERE backend_type LIKE 'pg_refusal%'")" 0
server_stop new
server_start new || exit 1
ok 'the relay is there' eventually one_relay
record 31 40
ok 'what was there and what is new has its place in the feed' eventually all_is_fed
is 'what had a place has it still' "$(sql --command='SELECT pos::text, event_id FROM refusal.read_feed(max_events => 10000)' | head -n "$(wc -l <<<"$whole")")" "$whole"
is 'transaction ids of the clusters are told apart' "$(sql --command='SELECT count(DISTINCT xid_space) FROM refusal.event')" 2
is 'each has its eras' "$(sql --command='SELECT count(DISTINCT xid_space), count(DISTINCT era) >= 2 FROM refusal_internal.era')" '2|t'
rest=$(sql --command='SELECT event_id FROM refusal.event ORDER BY 1 OFFSET 15')
is 'a reader goes on at its old position and misses nothing' "$(read_feed "$position" | sort -n)" "$rest"
is 'a consumer that was behind misses nothing' "$(consume | sort -n)" "$rest"
is 'the journal holds' "$(findings)" ''

# The next version: it changes nothing but a comment.
echo "COMMENT ON SCHEMA refusal IS 'of the next version';" \
    >"$HARNESS_DIR/install$PG_SHAREDIR/extension/pg_refusal--$PG_REFUSAL_VERSION--$PG_REFUSAL_VERSION.next.sql"
relay=$(relay_pid)
for ((parcel = 101; parcel <= 200; parcel++)); do
    [[ -e $HARNESS_DIR/updated ]] || record "$parcel"
done &
writer=$!
sleep 0.5
ok 'ALTER EXTENSION UPDATE while writers write and the relay ticks' sql --command="ALTER EXTENSION pg_refusal UPDATE TO '$PG_REFUSAL_VERSION.next'"
touch "$HARNESS_DIR/updated"
ok 'nobody was disturbed' wait "$writer"
is 'it was done' "$(sql --command="SELECT obj_description('refusal'::regnamespace)")" 'of the next version'
record 41 50
ok 'the feed goes on' eventually all_is_fed
is 'with the same relay' "$(relay_pid)" "$relay"
is 'and the journal holds' "$(findings)" ''
done_testing
