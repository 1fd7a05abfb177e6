#!/usr/bin/env bash
# `pg_refusal listen --consumer`: what was printed is acknowledged, and nothing else is. No relay runs here.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/clients/fixture/listening.sh
make_world listen_consumer || exit 1

acknowledged() {
    yes "SELECT lag_events = 0 FROM refusal.stat_consumer WHERE consumer = '$1' AND slot = ${2:-0}"
}
# first_lines N: and no more than these, as head would, are taken from the pipe.
first_lines() {
    local line
    for ((n = 0; n < $1; n++)); do
        IFS= read -r line && printf '%s\n' "$line"
    done
}
# What a consumer is still to be given.
left_of() {
    sql --command="SET ROLE listen_shop" --command="SELECT event_id FROM refusal.poll('$1', 10000) ORDER BY 1"
}

ok 'no such consumer: exit 3' exits 3 --consumer nobody
subscribe "'oms', start_at => 'earliest'"
ok 'no such slot: exit 1' exits 1 --consumer oms --slot 1
listen live --consumer oms
live=$listener
record beta 1
record alpha {1..10}
ok 'each event is printed as it is committed' eventually has_lines live 20
is 'in order' "$(ids live)" "$(journalled)"
ok 'and acknowledged' eventually acknowledged oms
ok 'SIGTERM ends it with 0' stops TERM "$live"
record alpha 11 12
ok '--count takes no more than it prints' run counted --consumer oms --count 3
ok 'the next one goes on there' run rest --consumer oms --idle-exit 1
is 'nothing twice, nothing left out' "$(ids live; ids counted; ids rest)" "$(journalled)"

# A backlog, and a reader that stands still: a pipe holds some of it, and only what was written is acknowledged.
record alpha {13..200}
mkfifo "$scratch/slow"
{ first_lines 5; sleep 1.5; cat; } <"$scratch/slow" >"$scratch/backlog.out" &
reader=$!
PGUSER=listen_shop "$client" listen --consumer oms >"$scratch/slow" 2>/dev/null &
writer=$!
eventually test -s "$scratch/backlog.out"
sleep 0.5
ok 'SIGTERM in the middle of a backlog ends it with 0, though its reader stands still' stops TERM "$writer"
wait "$reader"
ok 'in the middle it was' test "$(grep -c '}$' "$scratch/backlog.out")" -lt 376
ok 'the next one gets the rest' run resumed --consumer oms --idle-exit 1
is 'all of it came' "$( (ids live; ids counted; ids rest; ids backlog; ids resumed) | sort -nu)" "$(journalled)"
is 'nothing of it twice, but for a line that was cut' \
    "$( (ids live; ids counted; ids rest; grep '}$' "$scratch/backlog.out" | sed -E 's/.*"id":"([0-9]+)".*/\1/'; ids resumed) | sort -n)" "$(journalled)"
cat "$scratch"/{live,counted,rest,backlog,resumed}.out >"$scratch/together.out"
ok 'and in order' in_order together

record alpha 201 202
PGUSER=listen_shop "$client" listen --consumer oms >/dev/full 2>"$scratch/full.err"
is 'output that fails: exit 7, and whose place is kept' "$?, $(hint_of full)" '7, go on with --consumer oms'
is 'what could not be printed is not acknowledged' "$(left_of oms)" "$(journalled | tail -n 4)"
ok 'and comes again' run again --consumer oms --idle-exit 1
is 'all of it' "$(ids again)" "$(journalled | tail -n 4)"

# Two on one slot. The first has a lease for as long as its reader keeps it waiting.
record alpha {203..290}
mkfifo "$scratch/held"
{ first_lines 1; eventually test -e "$scratch/go"; cat; } <"$scratch/held" >"$scratch/first.out" &
reader=$!
PGUSER=listen_shop "$client" listen --consumer oms >"$scratch/held" 2>"$scratch/first.err" &
first=$!
started+=("$first")
eventually test -s "$scratch/first.out"
ok 'of two listeners on a slot the one without the lease gets nothing' run second --consumer oms --idle-exit 2 --look-every 1
is 'not a line' "$(wc -l <"$scratch/second.out")" 0
listen heir --consumer oms --look-every 1
kill -KILL "$first"
{ wait "$first"; } 2>/dev/null
touch "$scratch/go"
wait "$reader"
ok 'when the first has died the other takes over' eventually has_lines heir 176
is 'from where it was acknowledged' "$(ids heir)" "$(journalled | tail -n 176)"

# The lease goes to another while the reader keeps us waiting: its session lives, but its time is over.
stops TERM "$listener"
sql --command="ALTER DATABASE listen_consumer SET pg_refusal.lease = '1s'"
record alpha {291..300}
sql --command='CALL refusal.tick()' --command="SELECT refusal.seek('oms', (SELECT pos FROM refusal.read_feed(max_events => 10000, shop => 'alpha') ORDER BY pos DESC OFFSET 199 LIMIT 1))" >/dev/null
rm "$scratch/held" "$scratch/go"
mkfifo "$scratch/held"
{ first_lines 1; eventually test -e "$scratch/go"; cat; } <"$scratch/held" >"$scratch/loser.out" &
reader=$!
PGUSER=listen_shop "$client" listen --consumer oms --idle-exit 3 --look-every 1 >"$scratch/held" 2>"$scratch/loser.err" &
loser=$!
started+=("$loser")
eventually test -s "$scratch/loser.out"
sleep 1.2
ok 'a lease that has expired is taken over' run winner --consumer oms --count 100
touch "$scratch/go"
ends "$loser"
is 'who lost it goes on' "$?" 0
ok 'it says so' grep -q 'the lease of slot 0 was lost' "$scratch/loser.err"
wait "$reader"
is 'and between them all came' "$( (ids winner; ids loser) | sort -nu)" "$(journalled | tail -n 199)"
sql --command="ALTER DATABASE listen_consumer RESET pg_refusal.lease"

subscribe "'pair', start_at => 'earliest', slots => 2"
ok 'a slot' run even --consumer pair --slot 0 --idle-exit 1
ok 'the other' run odd --consumer pair --slot 1 --idle-exit 1
is 'share the work' "$( (ids even; ids odd) | sort -n)" "$(journalled)"
ok 'in order' in_order even
listen forgotten --consumer pair --slot 1 --look-every 1
forgotten=$listener
sql --command="SET ROLE listen_shop" --command="SELECT refusal.unsubscribe('pair')" >/dev/null
ends "$forgotten"
is 'a consumer that is gone: exit 3, and which one it was' "$?, $(hint_of forgotten)" '3, go on with --consumer pair --slot 1'

done_testing
