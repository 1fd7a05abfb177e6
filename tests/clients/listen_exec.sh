#!/usr/bin/env bash
# `pg_refusal listen --exec`: what becomes of an event when its command succeeds, fails, hangs or dies. No relay here.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/clients/fixture/listening.sh
make_world listen_exec || exit 1
# For the commands.
export scratch

parked() {
    sql --command="SELECT refusal_id FROM refusal_internal.parked_event GROUP BY 1 ORDER BY 1"
}
error_of() {
    sql --command="SELECT error FROM refusal_internal.parked_event WHERE refusal_id = $1 AND error IS NOT NULL"
}

# Of a process group; not those that are dead and that nobody has reaped.
running_in() {
    pgrep --count --runstates R,S,D,T -g "$(<"$scratch/$1")"
}

record alpha {1..5}
subscribe "'all', start_at => 'earliest'"
ok 'a command that succeeds' run done --consumer all --idle-exit 1 --exec 'cat'
is 'gets each event on its standard input, in order' "$(ids done)" "$(journalled)"
is 'and it is acknowledged' "$(sql --command="SELECT count(*) FROM refusal.poll('all')")" 0

ok 'without a consumer, too' run free --start-at earliest --count 10 --exec cat
is 'it gets each' "$(ids free)" "$(journalled)"
ok 'without a consumer a failure ends it: exit 6' exits 6 --start-at earliest --exec 'grep -v \"subject\":\"3\"'
passed=$(sql --command="SELECT event_id FROM refusal.event
    WHERE event_id < (SELECT min(event_id) FROM refusal.event WHERE refusal_id = 3) ORDER BY 1")
is 'before the event that failed' "$(ids exits)" "$passed"
ok 'it says what failed' grep -q 'the command failed at .*: exit code 1$' "$scratch/exits.err"
is 'and where to go on' "$(hint_of exits)" "go on with --start-at $(
    sql --command="SELECT pos FROM refusal.read_feed() WHERE event_id = $(tail -n 1 <<<"$passed")")"

# One refusal fails until it may pass.
subscribe "'mail', start_at => 'earliest'"
sql --command="UPDATE refusal.consumer SET max_attempts = 1000 WHERE name = 'mail'"
listen mail --consumer mail --look-every 1 --exec 'line=$(cat); case $line in *\"subject\":\"2\"*) test -e "$scratch/go" || exit 7 ;; esac; echo "$line"'
mail=$listener
ok 'the events of other refusals flow' eventually has_lines mail 8
is 'that one waits' "$(parked)" 2
is 'with what went wrong' "$(error_of 2)" 'exit code 7'
touch "$scratch/go"
ok 'it is tried again' eventually has_lines mail 10
ok 'in order' in_order mail
is 'nothing of it twice' "$(ids mail | sort -n)" "$(journalled)"
ok 'and nothing waits any more' eventually yes 'SELECT count(*) = 0 FROM refusal_internal.parked_event'
ok 'SIGTERM ends it with 0' stops TERM "$mail"

subscribe "'dead', start_at => 'earliest', max_attempts => 1"
ok 'a command that is killed' run dead --consumer dead --idle-exit 1 --exec 'grep -q \"subject\":\"4\" && kill -KILL $$; true'
is 'parks its event; after the last attempt that is a dead letter' \
    "$(sql --command="SELECT refusal_id, error, waiting_behind FROM refusal.dead_letter WHERE consumer = 'dead'")" '4|killed by signal 9|1'
sql --command="SELECT refusal.redrive('dead')" >/dev/null
ok 'which is handed out anew when it is redriven' run redriven --consumer dead --idle-exit 1 --exec cat
is 'with what waited behind it' "$(ids redriven)" "$(sql --command='SELECT event_id FROM refusal.event WHERE refusal_id = 4 ORDER BY 1')"

subscribe "'slow', start_at => 'earliest', max_attempts => 1"
ok 'a command that hangs' run slow --consumer slow --idle-exit 1 --exec-timeout 1 \
    --exec 'if grep -q \"subject\":\"5\"; then echo $$ >"$scratch/hung"; sleep 600; fi'
is 'has failed when its time is over' "$(sql --command="SELECT error FROM refusal.dead_letter WHERE consumer = 'slow'")" 'timed out after 1 s'
is 'and is ended, with what it started' "$(running_in hung)" 0
subscribe "'deaf', start_at => 'earliest', max_attempts => 1"
ok 'one that does not even listen to SIGTERM' run deaf --consumer deaf --count 1 --exec-timeout 1 \
    --exec 'trap "" TERM; echo $$ >"$scratch/deaf"; while :; do sleep 1; done'
is 'too' "$(running_in deaf)" 0

subscribe "'rude', start_at => 'earliest', max_attempts => 1"
ok 'a command need not read its input' run rude --consumer rude --idle-exit 1 --exec true
is 'it succeeded' "$(sql --command="SELECT count(*) FROM refusal.poll('rude')")" 0
subscribe "'lost', start_at => 'earliest', max_attempts => 1"
ok 'a command that does not exist' run lost --consumer lost --count 1 --exec ./no-such-command
is 'is a failure like any other' "$(sql --command="SELECT error FROM refusal.dead_letter WHERE consumer = 'lost'")" 'exit code 127'

# Each is acknowledged before the next: what dies in the middle repeats one event at most.
subscribe "'killed', start_at => 'earliest'"
ok 'when the program is killed at the fourth event' bash -c '! "$0" "$@"' env PGUSER=listen_shop "$client" listen --consumer killed \
    --exec 'grep -q \"id\":\"4\" && kill -KILL $PPID; true'
ok 'the next one begins' run survivor --consumer killed --idle-exit 1 --exec cat
is 'there' "$(ids survivor)" "$(journalled | tail -n +4)"

# SIGTERM, and the Ctrl-C of a terminal, while a command runs: it is waited for.
subscribe "'last', start_at => 'earliest'"
listen last --consumer last --exec 'cat >"$scratch/begun"; sleep 1; cat "$scratch/begun"'
eventually test -s "$scratch/begun"
ok 'told to end while a command runs it ends with 0' stops TERM "$listener"
is 'when the command has done its work' "$(ids last)" "$(journalled | head -n 1)"
ok 'which is acknowledged' run after --consumer last --count 1
is 'the next event is next' "$(ids after)" "$(journalled | sed -n 2p)"

done_testing
