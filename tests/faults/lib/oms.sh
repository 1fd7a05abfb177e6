# Sourced by the scripts of tests/faults: a database `oms` with parcels F-0, F-1 … of acme to be refused, and the books
# that are kept on its feed (tests/faults/ledger).
source "$(dirname "${BASH_SOURCE[0]}")/../../harness/own-servers.sh"

# Beside what `ok` keeps to itself.
exec 3>&2
say() {
    echo "# $1" >&3
}

# close_after COMMAND …: for an EXIT trap; the script's status stays what it was.
close_after() {
    local status=$?
    "$@"
    (exit "$status")
    harness_close
}

# create_oms PARCELS [OPTION of createdb …]
create_oms() {
    local parcels=$1
    shift
    createdb "$@" oms && export PGDATABASE=oms &&
        sql --file=docs/examples/world.sql --output=/dev/null &&
        sql --set=parcels="$parcels" --file=tests/faults/parcels.sql || exit 1
}
# record FROM [TO]: those parcels, a transaction each
record() {
    local parcel
    for ((parcel = $1; parcel <= ${2:-$1}; parcel++)); do
        echo "SELECT refusal.record('acme', 'F-$parcel', 'refused', gen_random_uuid());"
    done | PGOPTIONS='-c role=courier' sql --output=/dev/null
}
# The events after a position, one a line; from the first without one.
read_feed() {
    sql --command="SELECT event_id FROM refusal.read_feed(nullif('${1:-}', '')::refusal.feed_position, 10000)"
}
last_position() {
    sql --command='SELECT max(pos::text) FROM refusal.read_feed(max_events => 10000)'
}
# Has everything that was journalled a place in the feed?
all_is_fed() {
    yes 'SELECT count(*) = (SELECT count(*) FROM refusal.event) FROM refusal.read_feed(max_events => 10000)'
}
relay_pid() {
    sql --dbname=postgres --command="SELECT pid FROM pg_stat_activity WHERE backend_type = 'pg_refusal relay'"
}
findings() {
    sql --command='SELECT * FROM refusal.verify()'
}

build_ledger() {
    local output
    output=$(cmake --build build --target ledger --parallel 2 2>&1) || { echo "$output"; exit 1; }
}
# start_books NAME [OPTION …]: a consumer of that name from the beginning on, and who writes and reads; `books` is its pid.
start_books() {
    local name=$1
    shift
    sql --command='SET ROLE supervisor' --output=/dev/null \
        --command="SELECT refusal.subscribe('$name', start_at => 'earliest', slots => 2, max_attempts => 100000)"
    build/ledger --consumer="$name" "$@" >"$HARNESS_DIR/$name" 2>"$HARNESS_DIR/$name.complaints" &
    books=$!
}
# settle_books NAME: the status is the ledger's, its totals are printed.
settle_books() {
    local status=0
    kill -TERM "$books"
    wait "$books" || status=$?
    totals=$(<"$HARNESS_DIR/$1")
    say "$totals"
    tail -n 20 "$HARNESS_DIR/$1.complaints"
    return "$status"
}
