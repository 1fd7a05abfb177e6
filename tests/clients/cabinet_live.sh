#!/usr/bin/env bash
# The cabinet's live pages. No relay runs here: writers tell, and the cabinet ticks.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/clients/fixture/cabinet.sh
make_cabinet_world cabinet_live || exit 1

serve --metrics --look-every 600 || exit 1
sign_in anna && sign_in boris || exit 1
record alpha 1
watch anna anna
anna=$page
watch second anna
watch boris boris
record alpha 2
record beta 1
ok 'a page is told what happens while it is open' eventually grep -q '^event .* alpha-2' "$scratch/anna.live"
ok 'so is another one of the same person' eventually grep -q '^event .* alpha-2' "$scratch/second.live"
ok 'and of another shop what happens there' eventually grep -q '^event .* beta-1' "$scratch/boris.live"
is 'nothing from before' "$(live_ids anna | wc -l)" 2
is 'each shop nothing of the other' "$(cut -d' ' -f5 "$scratch"/{anna,second,boris}.live | grep -E 'alpha|beta' | sort | uniq -c | xargs)" \
    '4 alpha-2 2 beta-1'

# A page that shows something goes on from where it read it.
ask anna GET /api/today >/dev/null
position=$(header x-feed-position)
record alpha 3
record alpha {4..100}
watch late anna "$position"
ok 'what happened between reading and following is told' eventually grep -q '^event .* alpha-3$' "$scratch/late.live"
ok 'all of it' eventually grep -q '^event .* alpha-100$' "$scratch/late.live"
record alpha 101
ok 'and what happens then' eventually grep -q '^event .* alpha-101$' "$scratch/late.live"
is 'once each, in order' "$(live_ids late)" "$(journal_of alpha | tail -n $((2 * 99)))"
ok 'a page that was open all the time has the same' eventually grep -q '^event .* alpha-101$' "$scratch/anna.live"
is 'once each, in order' "$(live_ids anna)" "$(journal_of alpha | tail -n +3)"

# A page that went away.
resumed=$(last_position late)
kill "$page"
record alpha {102..130}
record beta 2
watch resumed anna "$resumed"
ok 'a page that returns is told what it missed' eventually grep -q '^event .* alpha-130$' "$scratch/resumed.live"
is 'without a gap, nothing twice' "$(live_ids late; live_ids resumed)" "$(journal_of alpha | tail -n $((2 * 128)))"
is 'the position may be in the address, too' \
    "$(curl --silent --max-time 3 --header "Cookie: $(<"$scratch/anna.cookie")" "$url/api/live?last_event_id=$resumed" | grep -c '"event_id"')" 1
positions() {
    grep '^at' "$scratch/$1.live"
}
is 'positions only rise' "$(positions anna)" "$(positions anna | sort)"

# A shop whose turn has not come moves on all the same: what it resumes at is not to be lost.
ok 'a page of a quiet shop moves on with the feed' eventually grep -q "at $(sql --command='SELECT refusal_internal.newest_position()')" \
    "$scratch/boris.live"

# Positions that are none.
is 'no position at all' "$(ask anna GET '/api/live?last_event_id=7') $(value error sqlstate)" '400 22P02'
unknown=7fffffffffffffff-0000000000000001-0000000000000001
is 'one that the database does not know: gone' "$(ask anna GET "/api/live?last_event_id=$unknown") $(value error sqlstate)" '410 RF010'
watch reset anna "$unknown"
ok 'a page is told to read anew' eventually grep -q '^reset' "$scratch/reset.live"
record alpha 131
ok 'and goes on' eventually grep -q '^event .* alpha-131$' "$scratch/reset.live"
is 'from there' "$(live_ids reset | wc -l)" 2
# More than it is worth sending.
sql <<'SQL' >/dev/null
INSERT INTO refusal.parcel (shop_id, number, weight_grams, depot_id)
SELECT s.shop_id, s.code || '-' || n, 500, 1 FROM refusal.shop s, generate_series(1001, 6100) AS n WHERE code = 'alpha';
INSERT INTO refusal.parcel_line (parcel_id, line_no, sku, quantity)
SELECT parcel_id, 1, 'SKU', 1 FROM refusal.parcel WHERE number ~ '-[0-9]{4}$';
SQL
record alpha {1001..6100}
ok 'who was there gets them all' eventually grep -q '^event .* alpha-6100$' "$scratch/anna.live"
watch weeks anna "$resumed"
ok 'who has missed thousands is to read anew, too' eventually grep -q '^reset' "$scratch/weeks.live"
record alpha 132
ok 'and goes on' eventually grep -q '^event .* alpha-132$' "$scratch/weeks.live"
is 'without a gap from there' "$(tail -n 2 <<<"$(live_ids weeks)")" "$(journal_of alpha | tail -n 2)"
ok 'so does who was there' eventually grep -q '^event .* alpha-132$' "$scratch/anna.live"
is 'without a gap' "$(live_ids anna | sort -nu)" "$(journal_of alpha | tail -n +3)"

# Who may be there.
ok 'the same person twenty times, no more' eventually test "$(for page in {1..25}; do
    curl --silent --max-time 5 --output /dev/null --write-out '%{http_code}\n' --header "Cookie: $(<"$scratch/anna.cookie")" "$url/api/live" &
done | sort | uniq -c | awk '$2 == 429 { print "some" }')" = some
# boris signs out in another window; anna's session ends in the database.
ask boris POST /api/sign-out >/dev/null
ok 'signing out ends the pages' eventually grep -q '^status 401' "$scratch/boris.live"
sql --command="UPDATE refusal_internal.session SET expires_at = now() WHERE account_id = (SELECT account_id FROM refusal.account WHERE login = 'anna')"
ok 'a session that ends ends them, by itself' eventually grep -q '^status 401' "$scratch/anna.live"
ok 'all of them' eventually grep -q '^status 401' "$scratch/weeks.live"
sign_in anna
ended_at=$(sql --command="SELECT s.expires_at FROM refusal_internal.session s JOIN refusal.account USING (account_id) WHERE login = 'anna'")
sql --command="UPDATE refusal_internal.session SET last_seen_at = now() - interval '2 minutes'"
watch idle anna
sql --command="UPDATE refusal_internal.session SET last_seen_at = now() - interval '2 minutes', expires_at = now() + interval '30 seconds'"
ok 'a page that is open does not keep it from ending' eventually grep -q '^ended' "$scratch/idle.live"

# Nobody tells.
sql --command="ALTER DATABASE cabinet_live SET pg_refusal.notify = off"
ok 'SIGTERM ends it with 0, and its pages' stops TERM "$cabinet"
serve --look-every 1
sign_in boris
watch untold boris
record beta 3
ok 'notify = off, no relay: it looks by itself' eventually grep -q '^event .* beta-3' "$scratch/untold.live"
ok 'and ends' stops TERM "$cabinet"
done_testing
