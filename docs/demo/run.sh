#!/usr/bin/env bash
# run.sh: a day of refused parcels, played through pg_refusal's public functions by the roles of everyone involved,
# while a listener prints what the database tells it; then the shops' cabinet, live, until Ctrl-C (without a terminal:
# for a moment). Needs an empty database on a private server that has pg_refusal installed (PGHOST, PGUSER, PGDATABASE),
# and the client: PG_REFUSAL_CLIENT, else pg_refusal on the PATH.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"
source cabinet.sh
client=${PG_REFUSAL_CLIENT:-pg_refusal}
export PGOPTIONS='-c client_min_messages=warning'

say() {
    printf '\n\033[1m%s\033[0m\n' "$1"
    shift
    [[ $# -eq 0 ]] || printf '%s\n' "$@"
    printf '\n'
}

play() {
    psql --no-psqlrc --quiet --set=ON_ERROR_STOP=1 --pset=footer=off --pset=pager=off "$@"
}

# An answer that nobody expected must not get lost among those that were.
unexpected() {
    play --tuples-only --no-align --command="UPDATE demo.answer SET shown = true WHERE error_code IS NOT NULL AND NOT shown
        RETURNING format('!! %s, refusal %s: %s %s', what, refusal_id, error_code, error)"
}

act() {
    play --tuples-only --no-align --file="drive/$1.sql"
    unexpected
    sleep 0.4
}

# Sets `left`: how many still have a leg to go.
one_leg() {
    left=$(play --tuples-only --no-align --file=drive/road.sql | tail -n 1)
    unexpected
    sleep 0.4
    echo "  one leg on: $left still have a way to go"
}

on_the_road() {
    one_leg
    while [[ $left -gt 0 ]]; do
        one_leg
    done
    echo
}

# At most five lines a second, each of another event than the one before: people read along. The rest is counted.
live() {
    local line event previous='' second='' shown=0 hidden=0 status
    while true; do
        status=0
        IFS= read -r -t 0.2 line || status=$?
        if [[ $hidden -gt 0 && ($second != "$EPOCHSECONDS" || ($status -ne 0 && $status -le 128)) ]]; then
            printf '    | … and %d more\n' "$hidden"
            hidden=0
        fi
        if [[ $second != "$EPOCHSECONDS" ]]; then
            second=$EPOCHSECONDS shown=0
        fi
        if [[ $status -eq 0 ]]; then
            read -r _ _ _ event _ <<<"$line"
            if [[ $shown -lt 5 && ($shown -eq 0 || $event != "$previous") ]]; then
                printf '    | %s\n' "$line"
                previous=$event
                shown=$((shown + 1))
            else
                hidden=$((hidden + 1))
            fi
        elif [[ $status -le 128 ]]; then
            return
        fi
    done
}

start_listener() {
    mkfifo "$scratch/events"
    live <"$scratch/events" &
    viewer=$!
    PGUSER=demo_listener "$client" listen --format text >"$scratch/events" 2>"$scratch/listener.log" &
    listener=$!
    until grep -q '^listening on' "$scratch/listener.log"; do
        if ! kill -0 "$listener" 2>/dev/null; then
            cat "$scratch/listener.log" >&2
            return 1
        fi
        sleep 0.1
    done
    sed 's/^/    | /' "$scratch/listener.log"
}

stop_listener() {
    sleep 0.5
    kill -TERM "$listener"
    wait "$listener"
    wait "$viewer"
    listener=
}

finish() {
    local running
    for running in ${listener:-} ${cabinet:-}; do
        kill -TERM "$running" 2>/dev/null || true
    done
    rm -rf "$scratch"
}

scratch=$(mktemp -d)
trap finish EXIT

say "pg_refusal: what happens to a parcel that was refused at the door" \
    "Two shops, a carrier with places in 62 cities, 200 refused parcels. Every step below is a call of a function" \
    "in the database; the lines with a bar are a listener that the database tells of each change as it happens."
play --command='CREATE EXTENSION pg_refusal CASCADE'
play --output=/dev/null --file=shops.sql
play --file=network.sql
say "Agreed beforehand" "Each shop wrote down what is to happen to which refusal; the rules were checked before they went live."
play --file=scenarios.sql
play --file=parcels.sql
play --file=drive/tools.sql
start_listener

say "1. At the door" "Couriers record refusals: whole or in part, with a photo, in our words or in CDEK's and Russian Post's codes." \
    "Each is decided by its shop's rules and has its cheapest route before the call returns."
act 1_at_the_door
say "2. The shop is asked" "Where the rule says so the shop decides, and has a deadline. After it the default decides; a hold ends the same way."
act 2_the_shop_decides
say "3. Second thoughts" "A recipient accepts after all, a courier tapped the wrong parcel, two photos are missing or taken elsewhere."
act 3_second_thoughts
say "4. A second attempt" "Some are tried again: another day, a better address. Most are delivered; who refuses again is decided anew."
act 4_second_attempt
say "5. On the road, and a new decision" "Scanners tell where parcels are; each has its own route, leg by leg."
one_leg
act 5_new_decision
act 6_incidents
on_the_road
say "6. Where it did not go to fulfilment" "Suppliers accept or dispute, offices and pickup points hand over, storage waits for the shop's word."
act 7_other_ends
on_the_road
say "7. Fulfilment" "What arrived is counted, graded line by line, repacked, put on the shelf or sent out again."
act 8_fulfilment
say "8. The money" "What was prepaid and came back is refunded by the shop, and journalled like the rest."
act 9_money
stop_listener

say "The end of the day"
play --file=report.sql

act 10_the_next_days
start_cabinet
rounds=2
[[ ! -t 1 ]] || rounds=1000000
say "The cabinet" "What each shop's people see, live: two more parcels are refused every few seconds, and the trucks go on." "" \
    "    $address" "    sign in as \"electra\" (in Russian) or \"moda\" (in English), password $password" "" \
    "$([[ $rounds -eq 2 ]] && echo "Without a terminal it ends by itself; from one it goes on until Ctrl-C." || echo "Ctrl-C ends it.")"
more_refusals "$rounds"
stop_cabinet
