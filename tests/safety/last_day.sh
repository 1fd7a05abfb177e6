#!/usr/bin/env bash
# The last day of a month, where the default partition is large: the month that is about to begin is not attached. Its
# absence from the default partition would be proved beside writers who look at no constraint, and be false by midnight.
source "$(dirname "$0")/../harness/own-servers.sh"

# Which months have partitions, as counted from this one.
months() {
    sql --command="SELECT string_agg(extract(month FROM age(j.since AT TIME ZONE 'UTC', date_trunc('month', now(), 'UTC')
        AT TIME ZONE 'UTC'))::text, ' ' ORDER BY j.since) FROM refusal_internal.journal_months() AS j"
}
# A server whose clock is that many seconds ahead.
start_ahead() {
    CLOCK_AHEAD=$1 LD_PRELOAD=$HARNESS_DIR/clock.so server_start main
}

server_create main fsync=off || exit 1
"${CXX:-c++}" -shared -fPIC -O1 -x c++ -o "$HARNESS_DIR/clock.so" - <<'CXX' || exit 1
#include <cstdlib>
#include <ctime>
#include <sys/time.h>
extern "C" int gettimeofday(timeval *now, void *) noexcept {
    static const long ahead = std::atol(std::getenv("CLOCK_AHEAD"));
    timespec real{};
    clock_gettime(CLOCK_REALTIME, &real);
    *now = {real.tv_sec + ahead, real.tv_nsec / 1000};
    return 0;
}
CXX
sql --file=docs/examples/world.sql --output=/dev/null || exit 1
sql --output=/dev/null <<'SQL' || exit 1
SELECT refusal.record('acme', 'A-1', 'refused', gen_random_uuid());
SET session_replication_role = replica;
INSERT INTO refusal.event (event_id, xid_space, txid, refusal_id, version, shop_id, event, from_state, to_state, actor, role, occurred_at,
    recorded_at, payload, hash)
SELECT -n, e.xid_space, e.txid, -n, 1, e.shop_id, e.event, e.from_state, e.to_state, e.actor, e.role, e.occurred_at, e.recorded_at,
    jsonb_build_object('reason', repeat(md5(n::text), 40)), e.hash
FROM generate_series(1, 10000) AS n, refusal.event e WHERE e.version = 1;
SQL
last_minute=$(sql --command="SELECT floor(extract(epoch FROM date_trunc('month', now(), 'UTC') + interval '2 months' - now()))::integer - 60")
server_stop main
ok 'a server whose clock says that the next month is nearly over' start_ahead "$last_minute"
is 'it does' "$(sql --command="SELECT now() < date_trunc('month', now() + interval '1 hour', 'UTC')")" t
ok 'its journal is maintained' sql --command='CALL refusal.maintain()'
is 'the month that is about to begin is left to the default partition' "$(months)" 2
is 'which has no constraint left' \
    "$(sql --command="SELECT count(*) FROM pg_constraint WHERE conrelid = 'refusal_internal.event_default'::regclass AND contype = 'c'")" 0
server_stop main
ok 'three days earlier' start_ahead $((last_minute - 3 * 86400))
ok 'maintenance' sql --command='CALL refusal.maintain()'
is 'attaches it' "$(months)" '1 2'
done_testing
