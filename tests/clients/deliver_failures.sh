#!/usr/bin/env bash
# `pg_refusal deliver` and receivers that fail: what waits and what flows, attempts, pauses, the circuit, limits.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/clients/fixture/delivering.sh
make_delivery_world deliver_failures || exit 1

refusal_of() {
    sql --command="SELECT refusal_id FROM refusal.refusal JOIN refusal.parcel USING (parcel_id) WHERE number = '$1'"
}
answered() {
    awk -F '\t' -v subject="$2" '$4 == subject { print $5, $6 }' "$scratch/$1/log"
}
# times NAME SUBJECT N: requests for that refusal, at least.
times() {
    [[ $(answered "$1" "$2" | wc -l) -ge $3 ]]
}

receiver oms
endpoint alpha oms "http://127.0.0.1:$port/" allow_private=true max_attempts=50
oms=$endpoint
record alpha 1 2 3
bad=$(refusal_of alpha-2)
rules oms "[{\"subject\": \"$bad\", \"status\": 500, \"times\": 2}]"
deliver worker --open-after 1000
others_flow() {
    [[ $(awk -F '\t' -v bad="$bad" '$4 != bad' "$scratch/oms/log" | wc -l) -eq 4 ]]
}
ok 'where one refusal fails the others flow' eventually others_flow
ok 'it is tried again' eventually has_all_of oms alpha
is 'its later event waited for it' "$(answered oms "$bad")" $'1 500\n1 500\n1 204\n2 204'
is 'its id was the same each time' "$(awk -F '\t' -v bad="$bad" '$4 == bad && $5 == 1 { print $3 }' "$scratch/oms/log" | sort -u | wc -l)" 1
is 'nothing else was sent twice' "$(delivered_ids oms | sort -n)" "$(events_of alpha)"
ok 'all is settled' eventually settled "$oms"

# Each way to fail that is not an answer of its own.
fails_by() {
    local number=$1 rule=$2
    rules oms "[$rule]"
    record alpha "$number"
    eventually has_all_of oms alpha && times oms "$(refusal_of "alpha-$number")" 3
}
ok 'an answer that ends in its middle does not count' fails_by 4 '{"do": "cut", "times": 1}'
ok 'it says so' logged worker 'not delivered.*(transfer closed|end of response)'
ok 'a redirect is not followed' fails_by 5 "{\"status\": 302, \"location\": \"http://127.0.0.1:$port/elsewhere\", \"times\": 1}"
is 'no request went elsewhere' "$(column oms 2 | sort -u)" /
receiver late
endpoint alpha late "http://127.0.0.1:$port/" allow_private=true timeout='1 second'
rules late '[{"delay": 3, "times": 1}]'
eventually logged worker '"message":"endpoint","endpoint":'"$endpoint"
record alpha 6
six=$(refusal_of alpha-6)
ok 'an answer that is late does not count' eventually times late "$six" 3
ok 'it says so' logged worker 'not delivered.*[Tt]imed out'
sql --command="DELETE FROM refusal.endpoint WHERE name = 'late'"
eventually has_all_of oms alpha

rules oms '[{"do": "flood", "times": 1}]'
record alpha 7
ok 'of an answer without end no more is read than a sane one has' eventually test -e "$scratch/oms/hung_up"
ok 'and it was 2xx' eventually has_all_of oms alpha
is 'once' "$(answered oms "$(refusal_of alpha-7)" | wc -l)" 2

# 429: the endpoint as a whole is left alone for as long as it asks.
rules oms '[{"status": 429, "retry_after": "3", "times": 1}]'
record alpha 8
eventually times oms "$(refusal_of alpha-8)" 1
record alpha 9
ok 'after 429 all is delivered' eventually has_all_of oms alpha
# pauses NAME SECONDS: before what it received after the answer that asked for a pause.
pauses() {
    awk -F '\t' -v least="$2" 'last { good = $8 - last >= least; last = 0 } $6 == 429 || $6 == 503 { last = $8 } END { exit !good }' "$scratch/$1/log"
}
ok 'and nothing was sent before Retry-After had passed' pauses oms 2.9
date_in() {
    LC_ALL=C date --utc --date="$1 seconds" '+%a, %d %b %Y %H:%M:%S GMT'
}
: >"$scratch/oms/log"
rules oms "[{\"status\": 503, \"retry_after\": \"$(date_in 6)\", \"times\": 1}]"
record alpha 10
ten=$(refusal_of alpha-10)
ok 'Retry-After may be a date' eventually times oms "$ten" 3
ok 'which is waited for' pauses oms 2

# 410, and attempts that are used up.
rules oms '[{"status": 410, "times": 1}]'
record alpha 11
dead_letters() {
    [[ $(sql --command="SELECT count(*) FROM refusal.dead_letter") -eq $1 ]]
}
ok 'after 410 it is a dead letter at once' eventually dead_letters 1
is 'which says why, and what waits behind it' \
    "$(sql --command="SELECT attempts, error, waiting_behind FROM refusal.dead_letter")" \
    '1|answered 410: gone, no attempt will be made again|1'
record alpha 12
ok 'others flow' eventually times oms "$(refusal_of alpha-12)" 2
sql --command="SET ROLE listen_shop" --command="SELECT refusal.redrive_endpoint($oms)" >/dev/null
ok 'the shop sends it anew' eventually times oms "$(refusal_of alpha-11)" 3
ok 'and all is settled' eventually settled "$oms"
sql --command="UPDATE refusal.endpoint SET max_attempts = 2 WHERE endpoint_id = $oms"
rules oms '[{"status": 400}]'
eventually yes "SELECT max_attempts = 2 FROM refusal.consumer WHERE name = 'deliver-$oms'"
record alpha 13
ok 'after max_attempts it is a dead letter' eventually dead_letters 1
is 'that often it was tried' "$(answered oms "$(refusal_of alpha-13)" | wc -l)" 2
rules oms '[]'
sql --command="SELECT refusal.redrive_endpoint($oms)" --command="UPDATE refusal.endpoint SET max_attempts = 50" >/dev/null
ok 'then all is settled' eventually settled "$oms"
ok 'in each refusal'\''s order' each_in_order oms

# An endpoint that does not answer holds up no other.
receiver stuck
endpoint alpha stuck "http://127.0.0.1:$port/" allow_private=true timeout='60 seconds' concurrency=2
rules stuck '[{"delay": 50}]'
eventually logged worker '"message":"endpoint","endpoint":'"$endpoint"
record alpha 14 15 16
ok 'one endpoint waits for answers' eventually received stuck 2
: >"$scratch/oms/log"
record alpha {17..30}
flowed() {
    [[ $(delivered_ids oms | wc -l) -ge 28 ]]
}
ok 'the other gets all of its events meanwhile' eventually flowed
is 'and no more than `concurrency` are under way' "$(received stuck), $(column stuck 7 | sort -n | tail -n 1)" '2, 2'
sql --command="DELETE FROM refusal.endpoint WHERE name = 'stuck'"

# A rate.
receiver slow
endpoint alpha slow "http://127.0.0.1:$port/" allow_private=true concurrency=50 rate_per_second=10
eventually logged worker '"message":"endpoint","endpoint":'"$endpoint"
record alpha {31..50}
ok 'a rate' eventually received slow 40
# Forty, evenly spaced, from the first to the last: 3.9 seconds, and what a moment's lateness makes up for.
ok 'is not exceeded' awk -F '\t' 'NR == 1 { first = $8 } END { exit $8 - first < 3.5 }' "$scratch/slow/log"
sql --command="DELETE FROM refusal.endpoint WHERE name = 'slow'"
stops TERM "$delivering"

# The circuit: attempts are not used up while it is open, and one event that fails does not hold it open.
sql --command="UPDATE refusal.endpoint SET max_attempts = 4"
rules oms '[{"status": 500}]'
deliver careful --open-after 3 --probe-after 1 --probe-at-most 1 --health 127.0.0.1:0
record alpha 51
ok 'after failures in a row the circuit opens' eventually logged careful '"message":"circuit open"'
ok 'the shop sees it' eventually yes "SELECT state = 'open' FROM refusal.endpoint_status WHERE endpoint_id = $oms"
several_probes() {
    [[ $(received oms) -ge $1 ]]
}
before=$(received oms)
ok 'it is probed, more often than an event may fail' eventually several_probes $((before + 6))
probed_alone() {
    awk -F '\t' -v from="$before" 'NR > from && $7 > 1 { exit 1 }' "$scratch/oms/log"
}
ok 'by one request at a time' probed_alone
ok 'and no event has become a dead letter' dead_letters 0
poison=$(refusal_of alpha-51)
record alpha {52..60}
rules oms "[{\"subject\": \"$poison\", \"status\": 500}]"
ok 'when it answers again the circuit closes, though one event still fails' eventually logged careful '"message":"circuit closed"'
all_but_poison() {
    [[ $(awk -F '\t' -v poison="$poison" '$6 == 204 && $4 != poison { print $3 }' "$scratch/oms/log" | sort -u | wc -l) -ge $((28 + 40 + 18)) ]]
}
ok 'all else is delivered' eventually all_but_poison
ok 'and the one that fails is a dead letter in the end' eventually dead_letters 1
ok 'in each refusal'\''s order' each_in_order oms
stops TERM "$delivering"

# One endpoint takes all the connections that may be open: what we lack uses up nobody's attempts.
rules oms '[]'
sql --command="SELECT refusal.redrive_endpoint($oms)" --command="UPDATE refusal.endpoint SET max_attempts = 1" >/dev/null
receiver greedy
endpoint alpha greedy "http://127.0.0.1:$port/" allow_private=true max_attempts=1 timeout='60 seconds' concurrency=100
rules greedy '[{"delay": 50}]'
(ulimit -n 40 && exec env PGUSER=deliver_worker "$client" deliver --look-every 1 --grace 1) 2>"$scratch/poor.err" &
delivering=$!
started+=("$delivering")
eventually logged poor '"message":"endpoint","endpoint":'"$endpoint"
record alpha {71..130}
ok 'what cannot be connected for want of descriptors waits' eventually logged poor '"message":"not sent"'
stops TERM "$delivering"
ok 'and no event has become a dead letter by that' dead_letters 0
sql --command="DELETE FROM refusal.endpoint WHERE name = 'greedy'"
deliver rich
ok 'it goes on where there are enough' eventually settled "$oms"
stops TERM "$delivering"

done_testing
