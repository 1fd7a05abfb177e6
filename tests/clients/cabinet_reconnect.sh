#!/usr/bin/env bash
# The cabinet over failures: connections that are cut, a database that stops, dies, is away; a cabinet that is killed. With
# a relay. Two shops all the while, whose pages must miss nothing and see nothing of each other.
source "$(dirname "$0")/../harness/own-servers.sh"
source tests/clients/fixture/cabinet.sh

server_create main fsync=off shared_preload_libraries=pg_refusal pg_refusal.databases=cabinet_again || exit 1
trap 'end_listeners; harness_close' EXIT
make_cabinet_world cabinet_again || exit 1
relay_beats() {
    yes "SELECT coalesce(refusal_internal.relay_heartbeat() > now() - interval '2 seconds', false)"
}
eventually relay_beats
serve --look-every 600 --connections 2 || exit 1
sign_in anna && sign_in boris || exit 1
watch anna anna
watch boris boris

stream_both() {
    record_each alpha "$1" "$2" &
    streaming=("$!")
    record_each beta "$1" "$2" &
    streaming+=("$!")
}
both_show() {
    shows anna alpha && shows boris beta
}
# A shop has one writer at a time here: the order of the feed is that of the ids.
nothing_twice() {
    is "$1: without a gap, nothing twice, in order" "$(live_ids anna; live_ids boris)" "$(journal_of alpha; journal_of beta)"
}
# Whoever comes back may be told something again; what is new comes in order.
in_order() {
    local shop
    for shop in anna boris; do
        live_ids "$shop" | awk '!seen[$1]++' | sort -nc || return
    done
}
nothing_foreign() {
    ! grep -q '^event .* beta' "$scratch/anna.live" && ! grep -q '^event .* alpha' "$scratch/boris.live"
}
check() {
    ok "$1: every page gets everything" eventually both_show
    ok "$1: in order" in_order
    ok "$1: nothing of another shop" nothing_foreign
}
cut_connections() {
    sql --dbname=postgres --command="SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity
        WHERE application_name = 'pg_refusal cabinet'" >/dev/null
}

stream_both 1 10
wait "${streaming[@]}"
check 'with the relay'
nothing_twice 'with the relay'

stream_both 11 40
for cut in {1..5}; do
    sleep 0.3
    cut_connections
done
wait "${streaming[@]}"
check 'connections that are cut'
nothing_twice 'connections that are cut'
is 'the pages stayed' "$(openings anna) $(openings boris)" '1 1'
ok 'the connections were cut' grep -q '^connection lost' "$scratch/cabinet.err"
cut_connections
is 'a request after it gets its answer' "$(ask anna GET /api/today)" 200

stream_both 41 70
sleep 0.3
server_stop main fast
is 'a database that is away: 503' "$(ask anna GET /api/today) $(value error sqlstate) $(header retry-after)" '503 08006 1'
is 'for who signs in, too' "$(ask nobody POST /api/sign-in --data '{"login":"anna","password":"x"}')" 503
is 'the start page is there' "$(ask anna GET /)" 200
is 'it says that it is not well' "$(ask anna GET /healthz)" 503
server_start main
wait "${streaming[@]}"
check 'a database that is restarted'
nothing_twice 'a database that is restarted'
is 'the pages stayed' "$(openings anna) $(openings boris)" '1 1'
is 'and so did the session' "$(ask anna GET /api/today)" 200

stream_both 71 100
sleep 0.3
server_kill main
server_start main
wait "${streaming[@]}"
check 'a database that dies'
nothing_twice 'a database that dies'

# A page that catches up while the database is away.
position=$(last_position anna)
record alpha {101..110}
eventually shows anna alpha
stream_both 111 130
sleep 0.2
server_stop main immediate
stayed=$(openings anna)
server_start main
wait "${streaming[@]}"
watch late anna "$position"
kept_up() {
    [[ $(live_ids late) == "$(journal_of alpha | tail -n $((2 * 30)))" ]]
}
check 'an immediate stop'
ok 'who returns after it misses nothing' eventually kept_up
is 'the pages stayed' "$(openings anna)" "$stayed"

stream_both 131 160
for kill in {1..3}; do
    sleep 0.3
    kill -KILL "$cabinet"
    wait "$cabinet" 2>/dev/null
    serve_again --look-every 600 --connections 2
done
wait "${streaming[@]}"
check 'a cabinet that is killed'
ok 'the pages came back' test "$(openings anna)" -ge 4

stream_both 161 180
ok 'SIGTERM while events stream ends it with 0' stops TERM "$cabinet"
serve_again --look-every 600 --connections 2
wait "${streaming[@]}"
check 'a cabinet that is restarted'

# Many at once, over few connections, for two shops: each answer is one's own.
crowds=()
own_answers() {
    local who=$1 round
    for round in {1..25}; do
        curl --silent --header "Cookie: $(<"$scratch/$who.cookie")" "$url/api/refusals?limit=20" "$url/api/session" "$url/api/refusals.csv"
    done | grep -oE '(alpha|beta)(-[0-9]+)?' | sed 's/-.*//' | sort -u
}
for crowd in 1 2 3; do
    own_answers anna >"$scratch/anna.$crowd" &
    crowds+=("$!")
    own_answers boris >"$scratch/boris.$crowd" &
    crowds+=("$!")
done
wait "${crowds[@]}"
is 'two shops at once over the same connections' "$(sort -u "$scratch"/anna.?) $(sort -u "$scratch"/boris.?)" 'alpha beta'
# Without the relay from here on.
server_configure main pg_refusal.databases=other
sql --dbname=postgres --command='SELECT pg_reload_conf()' >/dev/null
no_relay() {
    ! relay_beats
}
eventually no_relay
stream_both 181 190
wait "${streaming[@]}"
check 'the relay ends'

# A feed that went back in time: a restore to an earlier moment.
sql --command="DELETE FROM refusal_internal.tick WHERE (era, tick) IN (SELECT era, tick FROM refusal_internal.tick ORDER BY 1 DESC, 2 DESC LIMIT 3)"
record alpha 191
ok 'a feed that has lost what it told: read anew' eventually grep -q '^reset' "$scratch/anna.live"
record alpha 192
ok 'and go on' eventually grep -q '^event .* alpha-192$' "$scratch/anna.live"
ok 'it ends with 0' stops TERM "$cabinet"
done_testing
