#!/usr/bin/env bash
# What the cabinet's server withstands: requests that are malformed, large or slow, browsers that take nothing, too many.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/clients/fixture/cabinet.sh
make_cabinet_world cabinet_limits || exit 1

serve --metrics --most-connections 60 || exit 1
sign_in anna || exit 1
abuse() {
    python3 tests/clients/fixture/http_abuse.py "$url" "$@"
}
resident() {
    awk '$1 == "VmRSS:" { print $2 }' "/proc/$cabinet/status"
}

# All of them at once: each goes on for as long as it is let.
abusers=()
slow=(slow-header slow-body silent)
for case in "${slow[@]}"; do
    abuse "$case" >"$scratch/$case" &
    abusers+=("$!")
done

while read -r case expected; do
    is "$case" "$(abuse "$case")" "$expected"
done <<'CASES'
garbage 400
no-host 400
two-hosts 400
absolute 400
bad-escape 400
bad-query 400
bad-length 400
two-lengths 400
length-and-chunks 400
folded 400
large-header 431
many-headers 431
long-path 431
large-body 413
large-chunks 413
old 200
two-in-one 2
CASES
head --bytes=$((1024 * 1024 - 40)) /dev/zero | tr '\0' x >"$scratch/large"
is 'a megabyte is taken' "$(ask anna POST /api/scenarios --data-binary "{\"x\":\"$(head -c 100000 "$scratch/large")\"}")" 200
is 'deep JSON is an error' \
    "$(python3 -c 'print("[" * 100000)' | ask anna POST /api/scenarios --data-binary @-)" 400
is 'of large bodies some are read at once, not all' "$(abuse large-bodies)" '8 400'

# A page that takes nothing is closed, while others get everything and memory stays.
record alpha 1
watch reader anna
python3 tests/clients/fixture/http_abuse.py "$url" unread-page "$(<"$scratch/anna.cookie")" >"$scratch/unread" &
started+=("$!")
eventually grep -q open "$scratch/unread"
pages_open() {
    ask nobody GET /metrics >/dev/null
    sed -n 's/^pg_refusal_cabinet_live_pages //p' "$scratch/body"
}
eventually test "$(pages_open)" = 2
sql <<'SQL' >/dev/null
INSERT INTO refusal.parcel (shop_id, number, weight_grams, depot_id)
SELECT s.shop_id, s.code || '-' || n, 500, 1 FROM refusal.shop s, generate_series(1001, 6000) AS n WHERE code = 'alpha';
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity)
SELECT parcel_id, 1, 'SKU', 1 FROM refusal.parcel WHERE number ~ '-[0-9]{4}$';
SQL
before=$(resident)
for thousand in 1 2 3 4; do
    eval "record alpha {${thousand}001..$((thousand + 1))000}"
done
ok 'a page that reads gets everything' eventually grep -q 'alpha-5000$' "$scratch/reader.live"
one_page() {
    [[ $(pages_open) == 1 ]]
}
ok 'one that does not is closed' eventually one_page
ok 'memory stays within bounds' test "$(resident)" -lt $((before + 32 * 1024))

# Too many.
full() {
    [[ $(ask anna GET /healthz) == 503 && $(header retry-after) == 5 ]]
}
python3 - "$url" <<'PYTHON' &
import socket, sys, time
from urllib.parse import urlsplit
url = urlsplit(sys.argv[1])
held = []
while True:
    try:
        held.append(socket.create_connection((url.hostname, url.port)))
        held[-1].sendall(b'GET / HTTP/1.1\r\n')
    except OSError:
        pass
    held = held[-200:]
    time.sleep(0.01)
PYTHON
holder=$!
started+=("$holder")
ok 'too many connections: some are turned away' eventually full
kill "$holder"
wait "$holder" 2>/dev/null
free() {
    [[ $(ask anna GET /healthz) == 200 ]]
}
ok 'when they have gone it answers again' eventually free

statuses=$(curl --silent --output /dev/null --write-out '%{http_code}\n' --header "Cookie: $(<"$scratch/anna.cookie")" \
    "$url/api/nothing?[1-900]" | sort -u | xargs)
is 'hundreds of requests at once: then no more' "$statuses" '404 429'

is 'nor with another session each time' "$(abuse made-up-cookies)" 429

wait "${abusers[@]}"
for case in "${slow[@]}"; do
    is "$case: not for ever" "$(<"$scratch/$case")" closed
done
ok 'it has lived through all of it' stops TERM "$cabinet"
is 'and said nothing of it' "$(grep -v '^cabinet on' "$scratch/cabinet.err")" ''

serve --metrics --trust-proxy || exit 1
before=$(resident)
is 'thousands of made-up sessions, each as long as a header' "$(abuse long-cookies)" 404
ok 'are not kept' test "$(resident)" -lt $((before + 16 * 1024))

# What one person asks for takes long: her scenarios are locked.
sign_in boris || exit 1
mkfifo "$scratch/hold"
sql <"$scratch/hold" >/dev/null &
started+=("$!")
exec 5>"$scratch/hold"
echo 'BEGIN; LOCK TABLE refusal.scenario IN ACCESS EXCLUSIVE MODE;' >&5
eventually yes "SELECT count(*) = 1 FROM pg_locks WHERE relation = 'refusal.scenario'::regclass AND mode = 'AccessExclusiveLock' AND granted"
: >"$scratch/slow"
for _ in {1..8}; do
    curl --silent --output /dev/null --write-out '%{http_code}\n' --header "Cookie: $(<"$scratch/anna.cookie")" \
        "$url/api/scenarios" >>"$scratch/slow" &
    started+=("$!")
done
many_wait() {
    ask nobody GET /metrics >/dev/null
    [[ $(sed -n 's/^pg_refusal_cabinet_waiting_for_database //p' "$scratch/body") -ge 4 ]]
}
eventually many_wait
is 'it holds up nobody else' "$(ask boris GET /api/places) $(wc -l <"$scratch/slow")" '200 0'
sql --command="SELECT pg_cancel_backend(pid) FROM pg_stat_activity WHERE usename = 'test_cabinet' AND wait_event_type = 'Lock' LIMIT 1" >/dev/null
ok 'what took too long is told apart from a database that is away' eventually grep -q 504 "$scratch/slow"
exec 5>&-
all_answered() {
    [[ $(wc -l <"$scratch/slow") == 8 ]]
}
ok 'all of it is answered' eventually all_answered
done_testing
