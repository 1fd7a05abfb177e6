#!/usr/bin/env bash
# `pg_refusal listen` without a consumer: what it prints, where it starts, how it ends. No relay runs here.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/clients/fixture/listening.sh
make_world listen_test || exit 1

without_time() {
    sed -E 's/^[0-9:]{8}  //; s/  +/ /g' "$scratch/$1.out"
}

newest() {
    sql --command='SELECT refusal_internal.newest_position()'
}

listen text --format text
text=$listener
is 'it says on how many channels it listens: the shops that the role sees' "$(cat "$scratch/text.err")" \
    'listening on 1 channel'
listen json --shop alpha --source /test
json=$listener
listen operators --operators
operators=$listener

record beta 1
record alpha 1
ok 'each event is printed as it is committed' eventually has_lines text 2
is 'text: shop, refusal, event, state; another shop is not told of' "$(without_time text)" \
    $'alpha #2 capture -> refused\nalpha #2 plan_return -> return_planned'
ok 'json: a line an event' eventually has_lines json 2
is 'json: the envelope of CloudEvents, with the position, the shop and the event' \
    "$(tail -n 1 "$scratch/json.out" | sed -E 's/[0-9-]{10}T[0-9:.]+\+00:00/TIME/g; s/[0-9a-f]{16}-[0-9a-f]{16}/POSITION/; s/("facts": ).*("action")/\1\2/')" \
    '{"specversion":"1.0","id":"4","source":"/test","type":"refusal.plan_return","subject":"2","time":"TIME","datacontenttype":"application/json","sequence":"POSITION-0000000000000004","shop":"alpha","data":{"refusal_id":2,"version":2,"event":"plan_return","from_state":"refused","to_state":"return_planned","actor":"system","recorded_at":"TIME","payload":{"rule": 1, "facts": "action": "return", "scenario": 1}}}'
ok 'operators: woken by the common channel, told what the role may see' eventually has_lines operators 2

record alpha {2..121}
ok 'more events than a notification holds' eventually has_lines json 242
is 'no event twice, none missing, in order' "$(ids json)" "$(journalled)"
sql <<'SQL' >/dev/null
SELECT pg_notify(channel, payload) FROM refusal.shop, (VALUES ('no JSON'), ('[1,2]'), ('{"v":2}'),
    ('{"v":1,"to":"ffffffffffffffff-ffffffffffffffff-ffffffffffffffff"}')) AS sent (payload);
SQL
record alpha 122
ok 'whatever anyone sends on the channel, it harms nothing' eventually has_lines json 244

ok 'SIGTERM ends it with 0' stops TERM "$text"
ok 'SIGINT ends it with 0' stops INT "$json"
ok 'operators: SIGTERM ends it with 0' stops TERM "$operators"
hint=$(hint_of json)
is 'it says where to go on' "${hint% *}" 'go on with --start-at'

record alpha 123 124
ok 'from there' run next --start-at "${hint##* }" --idle-exit 1
is 'without a gap, without an event twice' "$(ids json; ids next)" "$(journalled)"
ok 'and from the sequence of any line' run sequel --idle-exit 1 \
    --start-at "$(head -n 3 "$scratch/next.out" | tail -n 1 | sed -E 's/.*"sequence":"([^"]+)".*/\1/')"
is 'what comes after it' "$(ids sequel)" "$(ids next | tail -n 1)"
ok 'from the earliest on, to the end' run all --start-at earliest --idle-exit 1
is 'all there is' "$(ids all)" "$(journalled)"
ok '--count ends it with 0' run some --start-at earliest --count 3
is 'after so many events' "$(ids some)" "$(journalled | head -n 3)"

# Nobody ticks, and nobody tells: as the database may be set.
sql --command="ALTER DATABASE listen_test SET pg_refusal.notify = off"
listen untold --look-every 1
record alpha 125
ok 'notify = off, no relay: it looks by itself' eventually has_lines untold 2
sql --command="ALTER DATABASE listen_test SET pg_refusal.notify = relay"
record alpha 126
ok 'notify = relay, no relay: too' eventually has_lines untold 4
sql --command="ALTER DATABASE listen_test RESET pg_refusal.notify" \
    --command="ALTER ROLE listen_shop SET default_transaction_isolation = serializable" \
    --command="ALTER ROLE listen_shop SET default_transaction_read_only = on"
listen strict --look-every 600
record alpha 127
ok 'whatever the role makes the default of transactions' eventually has_lines strict 2
sql --command="ALTER ROLE listen_shop RESET ALL"

# effort PID: how often it has woken, and how much processor time it took, in hundredths of a second.
effort() {
    awk '/ctxt_switches/ { sum += $2 } END { print sum }' "/proc/$1/status"
    awk '{ print $14 + $15 }' "/proc/$1/stat"
}
# quiet SECONDS PID: how much of both is added meanwhile.
quiet() {
    local before
    before=$(effort "$2" | paste -sd+)
    sleep "$1"
    echo $(($(effort "$2" | paste -sd+) - ($before)))
}
looks_of() {
    sql --command="SELECT state_change FROM pg_stat_activity WHERE application_name = 'pg_refusal listen' AND query LIKE '%read_feed%'
        AND query_start < now() - interval '2 seconds'"
}
kill "${started[@]}" 2>/dev/null
wait
started=()
listen silent --look-every 600
ok 'where nothing happens it sleeps' test "$(quiet 2 "$listener")" -le 10
is 'and asks the database nothing' "$(looks_of | wc -l)" 1

mkfifo "$scratch/pipe"
cat "$scratch/pipe" >/dev/null &
reader=$!
PGUSER=listen_shop "$client" listen >"$scratch/pipe" 2>"$scratch/piped.err" &
piped=$!
started+=("$piped")
eventually grep -qs '^listening on' "$scratch/piped.err"
kill "$reader"
wait "$reader"
ends "$piped"
is 'when its reader has gone it ends: exit 7' "$?, $(tail -n 2 "$scratch/piped.err" | head -n 1)" \
    '7, pg_refusal: cannot write to standard output: Broken pipe'
is 'and says from where nothing is missed' "$(hint_of piped)" "go on with --start-at $(newest)"
PGUSER=listen_shop "$client" listen --start-at earliest --count 1 >/dev/full 2>"$scratch/full.err"
is 'a full disk: exit 7' "$?, $(hint_of full)" '7, go on with --start-at earliest'
PGUSER=listen_shop "$client" listen --start-at earliest --count 1 >&- 2>/dev/null
is 'no output: exit 7, and not a word into the connection' "$?" 7
# A file that takes 20 kB, in the middle of a batch and of a line.
(
    trap '' XFSZ
    ulimit -f 20
    PGUSER=listen_shop exec "$client" listen --start-at earliest
) >"$scratch/short.out" 2>"$scratch/short.err"
is 'a file that grows no more: exit 7' "$?, $(grep -c 'File too large' "$scratch/short.err")" '7, 1'
is 'it says which line was the last whole one' "$(hint_of short)" "go on with --start-at $(
    grep '}$' "$scratch/short.out" | tail -n 1 | sed -E 's/.*"sequence":"([^"]+)".*/\1/')"
grep '}$' "$scratch/short.out" >"$scratch/whole.out"
hint=$(hint_of short)
ok 'from there' run long --start-at "${hint##* }" --idle-exit 1
is 'nothing is missed, and nothing comes twice' "$(ids whole; ids long)" "$(journalled)"

listen barred --start-at latest
barred=$listener
record alpha 128
eventually has_lines barred 2
sql --command='REVOKE EXECUTE ON FUNCTION refusal.read_feed FROM listen_shop'
record alpha 129
ends "$barred"
is 'an error of the database: exit 1' "$?" 1
sql --command='GRANT EXECUTE ON FUNCTION refusal.read_feed TO listen_shop'
hint=$(hint_of barred)
ok 'it says where to go on' run unbarred --start-at "${hint##* }" --idle-exit 1
is 'from there nothing is missed' "$(ids barred; ids unbarred)" "$(journalled | tail -n 4)"

ok '--idle-exit ends it with 0' exits 0 --idle-exit 1
ok 'the database by its name' exits 0 -d listen_test --start-at earliest --count 1
ok 'by a connection string' exits 0 --dbname 'dbname=listen_test connect_timeout=3' --start-at earliest --count 1
ok 'by a URI' exits 0 --dsn 'postgresql:///listen_test' --start-at earliest --count 1
printf '[oms]\ndbname=listen_test\nhost=%s\n' "$PGHOST" >"$scratch/services"
PGSERVICEFILE=$scratch/services PGSERVICE=oms PGDATABASE='' PGHOST='' ok 'by PGSERVICE' exits 0 --start-at earliest --count 1
PGSERVICEFILE=$scratch/services PGDATABASE='' PGHOST='' ok 'by a service of the connection string' \
    exits 0 -d service=oms --start-at earliest --count 1

ok 'a shop that the role does not see: exit 3' exits 3 --shop beta
ok 'no shop at all: exit 3' exits 3 --dsn user=listen_nobody
ok 'no server: exit 4' exits 4 --dsn host=/nowhere
ok 'no such database: exit 4' exits 4 -d listen_nowhere
ok 'a database without pg_refusal: exit 1' exits 1 -d postgres
ok 'a position of another database: exit 5' exits 5 --start-at 0fffffffffffffff-0000000000000001-0000000000000001
is 'it says what to do' "$(hint_of exits)" 'Resume with --start-at, a consumer with refusal.seek(); events may come twice.'
ok 'and where to resume' grep -q 'HINT:  Resume after [0-9a-f-]\{50\}' "$scratch/exits.err"
for wrong in '--format xml' '--start-at yesterday' '--slot 1' '--exec-timeout 1' '--count 0' '--idle-exit x' '--look-every 0' \
    '--consumer c --shop alpha' '--consumer c --start-at latest' '--consumer c --slot 1024' '--exec true --format text' '--nonsense'; do
    # shellcheck disable=SC2086
    ok "wrong arguments, $wrong: exit 2" exits 2 $wrong
done
ok 'an empty command: exit 2' exits 2 --exec ''
ok 'an empty source, which CloudEvents forbids: exit 2' exits 2 --source ''
ok 'a source that is no URI reference: exit 2' exits 2 --source 'our database'
ok 'no subcommand: exit 2' bash -c '"$0"; [[ $? -eq 2 ]]' "$client"
ok 'help: exit 0' run help --help
ok 'it has every exit code' test "$(grep -cE '^  [0-7]  ' "$scratch/help.out")" -eq 8

done_testing
