#!/usr/bin/env bash
# The disk is full, the one of the tables and then the one of the WAL: writers get errors, nobody who was answered
# loses anything, and once there is room again all goes on. The disks are small tmpfs mounts, out of everyone's sight.
if [[ -z ${OWN_MOUNTS:-} ]]; then
    own=(--user --map-current-user --keep-caps)
    [[ $EUID -ne 0 ]] || own=()
    OWN_MOUNTS=yes exec unshare "${own[@]}" --mount bash "$0"
fi
source "$(dirname "$0")/lib/oms.sh"

# mount_disk DIRECTORY SIZE
mount_disk() {
    as_server mkdir -p "$1" && mount -t tmpfs -o "size=$2" tmpfs "$1" && { [[ $EUID -ne 0 ]] || chown postgres: "$1"; } && chmod 700 "$1"
}
fill() {
    as_server dd if=/dev/zero of="$1/ballast" bs=4k status=none 2>/dev/null
    [[ $(df --output=avail "$1" | tail -n 1) -eq 0 ]]
}
make_room() {
    rm "$1/ballast"
}
# write_until_full [COMMAND …]: parcels from `next` on, until one is refused; `answered` is how many were taken.
write_until_full() {
    while ((next <= parcels)); do
        record "$next" 2>"$HARNESS_DIR/error" || return 0
        next=$((next + 1))
        answered=$((answered + 1))
        "$@" 2>/dev/null
    done
    return 1
}
refusals() {
    sql --command='SELECT count(*) FROM refusal.refusal'
}
one_relay() {
    yes "SELECT count(*) = 1 FROM pg_stat_activity WHERE backend_type = 'pg_refusal relay'"
}
# After the disk was full. A writer that got an error asks again.
goes_on() {
    is "$1: nothing that was answered is lost" "$(refusals)" "$answered"
    ok "$1: who had got an error is served" record "$next"
    next=$((next + 1))
    answered=$((answered + 1))
    record "$next" "$((next + 9))"
    next=$((next + 10))
    answered=$((answered + 10))
    ok "$1: the feed goes on" eventually all_is_fed
    ok "$1: there is a relay" eventually one_relay
    is "$1: the journal holds" "$(findings)" ''
}
parcels=3000
next=1
answered=0
settings=(fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=oms)

server_create tables "${settings[@]}" || exit 1
leave_disks() {
    local server
    for server in tables wal; do
        server_stop "$server" immediate
    done
    umount "$HARNESS_DIR"/*.disk
} 2>/dev/null
trap 'close_after leave_disks' EXIT
mount_disk "$HARNESS_DIR/small.disk" 64m || exit 1
sql --command="CREATE TABLESPACE small LOCATION '$HARNESS_DIR/small.disk'"
create_oms "$parcels" --tablespace=small
eventually one_relay
record 1 5
next=6
answered=5
ok 'the disk of the tables is full' fill "$HARNESS_DIR/small.disk"
ok 'a writer hears of it' write_until_full
ok 'in so many words' grep 'No space left on device' "$HARNESS_DIR/error"
is 'nothing that was answered is lost meanwhile' "$(refusals)" "$answered"
make_room "$HARNESS_DIR/small.disk"
goes_on 'the disk of the tables'

# A server that cannot write its WAL stops. It is started when there is room.
server_create wal "${settings[@]}" min_wal_size=32MB max_wal_size=32MB && server_stop wal || exit 1
mount_disk "$HARNESS_DIR/wal.disk" 64m || exit 1
as_server mv "$HARNESS_DIR/wal/data/pg_wal" "$HARNESS_DIR/wal.disk/pg_wal"
as_server ln -s "$HARNESS_DIR/wal.disk/pg_wal" "$HARNESS_DIR/wal/data/pg_wal"
server_start wal || exit 1
export PGDATABASE=postgres
create_oms "$parcels"
eventually one_relay
record 1 5
next=6
answered=5
next_segment() {
    sql --output=/dev/null --command='SELECT pg_switch_wal()'
}
server_is_back() {
    sql --command='SELECT 1' || server_start wal
}
ok 'the disk of the WAL is full' fill "$HARNESS_DIR/wal.disk"
ok 'writers hear of it sooner or later' write_until_full next_segment
ok 'the server has given up' grep -E '(PANIC|FATAL): .*No space left on device' "$HARNESS_DIR/wal/log"
make_room "$HARNESS_DIR/wal.disk"
ok 'there is room, and the server is back' eventually server_is_back
goes_on 'the disk of the WAL'
done_testing
