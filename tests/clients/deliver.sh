#!/usr/bin/env bash
# `pg_refusal deliver`: what a receiver gets, that it is acknowledged, keys, endpoints that come and go, how it ends.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/clients/fixture/delivering.sh
make_delivery_world deliver_test || exit 1

receiver oms
oms_port=$port
endpoint alpha oms "http://127.0.0.1:$oms_port/hook" allow_private=true
first_secret=$secret
record alpha 1
record beta 1
deliver worker --source /test --health 127.0.0.1:0
worker=$delivering
ok 'the events of a shop are sent to its endpoint' eventually received oms 2
is 'each refusal'\''s in their order, and no other shop'\''s' "$(delivered_ids oms)" "$(events_of alpha)"
ok 'they are acknowledged' eventually settled "$endpoint"

# What a request is.
is 'the id is the same for every attempt' "$(header oms 1 webhook-id)" "evt_${endpoint}_$(events_of alpha | head -n 1)"
is 'the type of the content' "$(header oms 1 content-type)" 'application/cloudevents+json'
ok 'the time is that of sending' test "$(($(date +%s) - $(header oms 1 webhook-timestamp)))" -lt 600
is 'openssl finds the same signature' "$(header oms 1 webhook-signature)" "$(signature_by "$first_secret" oms 1)"
is 'the body is the CloudEvent that listen prints' "$(cat "$scratch/oms/1/body")" \
    "$(PGUSER=listen_shop "$client" listen --source /test --start-at earliest --count 1 2>/dev/null)"

record alpha 2 3
ok 'an event is sent when it is committed' eventually received oms 6
ok 'every one' has_all_of oms alpha

# Keys.
second_secret=$(sql --command="SELECT refusal.add_endpoint_key($endpoint)")
signed_by_both() {
    record alpha "$1"
    eventually has_all_of oms alpha
    local last
    last=$(received oms)
    [[ $(header oms "$last" webhook-signature) == "$(signature_by "$second_secret" oms "$last") $(signature_by "$first_secret" oms "$last")" ]]
}
ok 'while a key is replaced both sign' signed_by_both 4
sql --command="SELECT refusal.end_endpoint_key($endpoint, min(key_id)) FROM refusal.endpoint_keys
    WHERE endpoint_id = $endpoint" >/dev/null
record alpha 5
ok 'then' eventually received oms 10
is 'the new one alone does' "$(header oms 10 webhook-signature)" "$(signature_by "$second_secret" oms 10)"

# Endpoints come and go.
sql --command="UPDATE refusal.endpoint SET active = false WHERE endpoint_id = $endpoint"
ok 'an endpoint that is deactivated is left' eventually logged worker '"message":"endpoint left"'
record alpha 6
receiver second
endpoint alpha second "http://127.0.0.1:$port/" allow_private=true events='{capture}'
record alpha 7
ok 'a new one is found, and gets what it asked for' eventually received second 1
ok 'from its first moment on' test "$(column second 3)" = "evt_${endpoint}_$(events_of alpha | tail -n 2 | head -n 1)"
is 'the other got nothing meanwhile' "$(received oms)" 10
sql --command="UPDATE refusal.endpoint SET active = true WHERE name = 'oms'"
ok 'active again it goes on where it was' eventually has_all_of oms alpha
is 'nothing was sent twice' "$(delivered_ids oms | sort -n)" "$(events_of alpha)"
sql --command="DELETE FROM refusal.endpoint WHERE name = 'second'"
ok 'one that is deleted is left' eventually logged worker "\"message\":\"endpoint left\",\"endpoint\":$endpoint"

# A message to the recipient: to whom is read when it is sent.
receiver messages
endpoint alpha messages "http://127.0.0.1:$port/" allow_private=true kind=notification
sql --command="UPDATE refusal.parcel SET recipient = '{\"language\": \"ru\", \"contact\": {\"email\": \"anna@example.com\"}}'
        WHERE number IN ('alpha-8', 'alpha-9')" \
    --command="WITH next AS (INSERT INTO refusal.scenario (shop_id, version) SELECT shop_id, 2 FROM refusal.shop WHERE code = 'alpha'
        RETURNING scenario_id), its_rule AS (INSERT INTO refusal.rule (scenario_id, name, action, destinations, notify_recipient, notify_template)
        SELECT scenario_id, 'back, and tell', 'return', '{FF}', true, 'coming_back' FROM next RETURNING scenario_id)
        SELECT refusal.activate_scenario(scenario_id) FROM its_rule" >/dev/null 2>"$scratch/scenario.err" ||
    sed 's/^/# /' "$scratch/scenario.err" >&2
record alpha 8
ok 'an event that asks for a message is sent to whom sends them' eventually received messages 1
is 'with template, language and contact, and nothing else of the event' \
    "$(sed -E 's/.*"data"://; s/"refusal_id":[0-9]+/"refusal_id":…/' "$scratch/messages/1/body")" \
    '{"refusal_id":…,"event":"plan_return","parcel":"alpha-8","template":"coming_back","language":"ru","contact":{"email": "anna@example.com"}}}'
record alpha 10
ok 'where no contact is known there is nothing to send' eventually logged worker 'no contact is known'
ok 'and that is settled' eventually settled "$endpoint"
is 'nothing was sent' "$(received messages)" 1
ok 'no contact is in the log' test "$(grep -c anna "$scratch/worker.err")" -eq 0

# Health.
counted() {
    answer_of worker /metrics | grep -qE "^pg_refusal_deliver_delivered_total\{endpoint=\"[0-9]+\",shop=\"alpha\",name=\"oms\"\} $(($(received oms) - 10))\$"
}
ok '/healthz is 200 where all is well' eventually is_healthy worker 200
ok '/metrics counts what was delivered' eventually counted
ok 'anything else is not found' grep -q '^HTTP/1.1 404' <(answer_of worker /secret)
reported() {
    yes "SELECT state = 'closed' AND delivered = $(received oms) AND last_success_at IS NOT NULL
         FROM refusal.endpoint_status WHERE name = 'oms'"
}
ok 'the shop sees in endpoint_status how it goes' eventually reported

# How it ends: what is under way is waited for.
rules oms '[{"delay": 2}]'
before=$(received oms)
record alpha 11
ok 'told to end while a request is under way' eventually received oms $((before + 1))
ok 'it ends with 0' stops TERM "$worker"
rules oms '[]'
deliver heir
ok 'the next one goes on there' eventually has_all_of oms alpha
is 'what had been delivered was acknowledged: nothing was sent twice' "$(delivered_ids oms | sort -n)" "$(events_of alpha)"
rules oms '[{"delay": 60}]'
record alpha 12
eventually received oms $(($(events_of alpha | wc -l) - 1))
kill -INT "$delivering"
eventually logged heir '"message":"stopping"'
ok 'SIGINT, too; said again, at once' stops INT "$delivering"
rules oms '[]'
deliver third
ok 'what was cut off' eventually has_all_of oms alpha
stops TERM "$delivering"

look_every=600 deliver woken
eventually logged woken '"message":"endpoint","endpoint":'"$endpoint"
record alpha 13
ok 'it is waked by notifications' eventually has_all_of oms alpha
stops TERM "$delivering"

exit_code() {
    local status=0
    PGUSER=${role:-deliver_worker} timeout 60 "$client" deliver "$@" >"$scratch/exit.err" 2>&1 || status=$?
    echo "$status"
}
is 'wrong arguments: exit 2' "$(exit_code --window 0; exit_code --health nowhere; exit_code --nothing)" $'2\n2\n2'
is 'no server: exit 4' "$(exit_code -d 'host=/nowhere')" 4
is 'a role that may not: exit 1' "$(role=listen_courier exit_code)" 1

done_testing
