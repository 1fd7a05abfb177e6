#!/usr/bin/env bash
# A standby is promoted. A synchronous one: nothing that was acknowledged is lost, and who wrote and read goes on there.
# One that had fallen behind: who holds a position that the new primary does not know is told so, and where to resume;
# nobody skips anything silently.
source "$(dirname "$0")/lib/oms.sh"

rounds=$((${CYCLES:-1} > 5 ? 5 : ${CYCLES:-1}))

# new_standby NAME PRIMARY
new_standby() {
    as_server pg_basebackup --host="$HARNESS_DIR/$2" --username=postgres --pgdata="$HARNESS_DIR/$1/data" --checkpoint=fast &&
        as_server touch "$HARNESS_DIR/$1/data/standby.signal" &&
        server_configure "$1" unix_socket_directories="$HARNESS_DIR/$1" synchronous_standby_names= \
            primary_conninfo="host=$HARNESS_DIR/$2 user=postgres application_name=$1" &&
        server_start "$1"
}
on() {
    local name=$1
    shift
    PGHOST=$HARNESS_DIR/$name PGTARGETSESSIONATTRS=any "$@"
}
# Whoever connects now finds whichever server is the primary.
use_either() {
    export PGHOST=$HARNESS_DIR/$1,$HARNESS_DIR/$2 PGTARGETSESSIONATTRS=read-write
}
relays() {
    on "$1" yes "SELECT count(*) $2 FROM pg_stat_activity WHERE backend_type = 'pg_refusal relay'"
}
replays_all_of() {
    on "$1" yes "SELECT pg_last_wal_replay_lsn() >= '$(on "$2" sql --command='SELECT pg_current_wal_flush_lsn()')'"
}

build_ledger
settings=(fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=oms pg_refusal.lease=2s)
server_create primary "${settings[@]}" || exit 1
end_books() {
    kill "${books:-}" 2>/dev/null
}
trap 'close_after end_books' EXIT
create_oms 20000

primary=primary
for ((round = 1; round <= rounds; round++)); do
    standby=standby$round
    ok 'a standby' new_standby "$standby" "$primary"
    say "$primary waits for $standby"
    server_configure "$primary" synchronous_standby_names="$standby" synchronous_commit=$( ((round % 2)) && echo remote_apply || echo on)
    on "$primary" sql --output=/dev/null --command='SELECT pg_reload_conf()'
    ok 'the commits of the primary wait for it' \
        eventually on "$primary" yes "SELECT count(*) = 1 FROM pg_stat_replication WHERE sync_state = 'sync'"
    ok 'it has a launcher, and no relay' relays "$standby" '= 0'
    use_either "$primary" "$standby"
    start_books "books$round" --parcels=20000 --first-parcel=$((round * 3000)) --seed="$RANDOM"
    sleep 3
    # It hears nothing of the primary's last second. Had anyone not waited for it, that would be lost.
    receiver=$(on "$standby" sql --command='SELECT pid FROM pg_stat_wal_receiver')
    kill -STOP "$receiver"
    sleep 1
    server_kill "$primary"
    kill -CONT "$receiver"
    on "$standby" sql --output=/dev/null --command='SELECT pg_promote()'
    ok 'the relay begins where the standby is promoted' eventually relays "$standby" '= 1'
    sleep 3
    ok 'nothing that was acknowledged is lost, nothing is out of order or skipped' settle_books "books$round"
    ok 'there is an era of the new primary' yes 'SELECT count(*) > 1 FROM refusal_internal.era'
    is 'the journal holds' "$(findings)" ''
    unset PGTARGETSESSIONATTRS
    primary=$standby
done

# From here on the primary waits for nobody.
server_use "$primary"
server_configure "$primary" synchronous_standby_names=
sql --output=/dev/null --command='SELECT pg_reload_conf()'
ok 'another standby' new_standby behind "$primary"
server_use "$primary"
sql --output=/dev/null --command='SET ROLE supervisor' --command="SELECT refusal.subscribe('lagging', start_at => 'latest')"
start=$(sql --command='SELECT refusal_internal.newest_position()')
record 1 5
eventually yes "SELECT count(*) = 10 FROM refusal.read_feed('$start')"
common=$(sql --command="SELECT max(pos::text) FROM refusal.read_feed('$start')")
ok 'it has what the primary has' eventually replays_all_of behind "$primary"
server_configure behind primary_conninfo=
on behind sql --output=/dev/null --command='SELECT pg_reload_conf()'
ok 'it is cut off' eventually on behind yes 'SELECT count(*) = 0 FROM pg_stat_wal_receiver'
record 6 10
eventually yes "SELECT count(*) = 20 FROM refusal.read_feed('$start')"
ahead=$(sql --command="SELECT max(pos::text) FROM refusal.read_feed('$start')")
lost=$(sql --command="SELECT string_agg(event_id::text, ' ') FROM refusal.read_feed('$common')")
server_kill "$primary"
server_use behind
before=$(read_feed "$start")
sql --output=/dev/null --command='SELECT pg_promote()'
eventually relays behind '= 1'

refused='not known here.*Resume after ([0-9a-f-]{50})\.'
resume=
# tells_where COMMAND …: fails, and says where to resume.
tells_where() {
    local said
    said=$("$@" 2>&1) && return 1
    said=${said//$'\n'/ }
    echo "$said"
    [[ $said =~ $refused ]] && resume=${BASH_REMATCH[1]}
}
tells_where_throughout() {
    tells_where sql --command="SELECT count(*) FROM refusal.read_feed('$ahead')" &&
        tells_where sql --command="SELECT refusal.wait_feed('$ahead', '1 second')" &&
        tells_where sql --command="SELECT refusal.subscribe('late', start_at => '$ahead')" &&
        tells_where sql --command="SELECT refusal.seek('lagging', '$ahead')" &&
        tells_where pg_refusal listen --start-at "$ahead" --idle-exit 2
}
ok 'who is ahead of the new primary is told where to resume' tells_where_throughout
record 6 9 # their refusals are gone, so they may be refused again
eventually yes "SELECT count(*) = 18 FROM refusal.read_feed('$start')"
ok 'now that the new primary has ticked, too' tells_where_throughout
is 'with the SQLSTATE RF010' "$(sql --set=VERBOSITY=sqlstate --command="SELECT count(*) FROM refusal.read_feed('$ahead')" 2>&1)" 'ERROR:  RF010'
after=$(read_feed "$resume")
is 'resumed there, it gets all that is new' "$(wc -l <<<"$after")" 8
is 'what both had is as it was' "$(read_feed "$start")" "$(printf '%s\n' "$before" "$after")"
is 'a position that both had goes on' "$(read_feed "$common")" "$after"
is 'events of the same number are others: the positions tell them apart' \
    "$(sql --command="SELECT count(*) FROM refusal.read_feed('$common') WHERE event_id IN (${lost// /,}) AND pos OPERATOR(refusal.<=) '$ahead'")" 0
is 'a consumer, whose place was in the database, goes on with all it had not acknowledged' \
    "$(sql --command='SET ROLE supervisor' --command="SELECT event_id FROM refusal.poll('lagging')")" "$(printf '%s\n' "$before" "$after")"
is 'the journal holds' "$(findings)" ''
done_testing
