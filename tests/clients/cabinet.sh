#!/usr/bin/env bash
# `pg_refusal cabinet`: who gets in, what each answer carries, what is refused and how, and what a second shop sees.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/clients/fixture/cabinet.sh
make_cabinet_world cabinet_test || exit 1

serve --metrics || exit 1
record alpha 1 2 3

# The start page, and who is not signed in.
is 'the start page needs no session' "$(ask nobody GET /)" 200
is 'it is HTML' "$(header content-type)" 'text/html; charset=utf-8'
is 'and asked for anew each time' "$(header cache-control)" no-cache
is 'one that the browser has already is not sent again' \
    "$(ask nobody GET / --header "If-None-Match: $(header etag)") $(wc -c <"$scratch/body")" '304 0'
script=$(curl --silent "$url/" | grep -oE 'src="/[^"]*\.js"' | cut -d'"' -f2)
is 'its script is there' "$(ask nobody GET "$script")" 200
is 'as a script' "$(header content-type)" 'text/javascript; charset=utf-8'
is 'under a name of its content, to be kept' "$(header cache-control)" 'public, max-age=31536000, immutable'
is 'HEAD gives the head alone' "$(ask nobody HEAD "$script") $(header content-length)" \
    "200 $(curl --silent "$url$script" | wc -c)"
is 'a path of the front end is its start page' "$(ask nobody GET /refusals/17) $(header content-type)" \
    '200 text/html; charset=utf-8'
is 'any other is not there' "$(ask nobody GET /favicon.php)" 404
is 'a file is not written' "$(ask nobody POST / --data x) $(header allow)" '405 GET, HEAD'
for path in session today refusals refusals/1 refusals.csv vocabulary places scenarios scenarios/1 figures live; do
    is "nobody is signed in: /api/$path" "$(ask nobody GET "/api/$path")" 401
done
is 'the API says so in JSON' "$(cat "$scratch/body")" \
    '{"error":{"sqlstate":"28000","message":"not signed in","detail":null,"hint":null}}'

# Signing in.
is 'a wrong password' "$(ask nobody POST /api/sign-in --data '{"login":"anna","password":"wrong"}')" 401
cp "$scratch/body" "$scratch/wrong"
is 'a login that does not exist' "$(ask nobody POST /api/sign-in --data '{"login":"olga","password":"wrong"}')" 401
is 'is answered in the same words' "$(cat "$scratch/body")" "$(cat "$scratch/wrong")"
is 'and sets no cookie' "$(header set-cookie)" ''
for body in '' '[1]' '{"login":"anna"}' '{"login":' '"x"' '{"login":null,"password":7}'; do
    is "not the JSON that was asked for: $body" "$(ask nobody POST /api/sign-in --data "$body")" 400
done
ok 'a right one' sign_in anna
is 'the session says who, in which language, of which shop' \
    "$(value login) $(value language) $(value shop code) $(value shop name)" 'anna ru alpha Alpha'
cookie=$(header set-cookie)
is 'its cookie is for this host, TLS and the server alone, and for our own pages' \
    "$(sed -E 's/=[0-9a-f]{64};/=TOKEN;/' <<<"$cookie")" '__Host-session=TOKEN; Path=/; HttpOnly; SameSite=Strict; Secure'
is 'the answer does not hold what is in the cookie' \
    "$(grep -c "$(sed -E 's/[^=]*=([^;]*).*/\1/' <<<"$cookie")" "$scratch/body")" 0
is 'who is signed in may ask who it is' "$(ask anna GET /api/session) $(value login)" '200 anna'
is 'a session that was made up' "$(ask nobody GET /api/today --header 'Cookie: __Host-session=00ff')" 401
is 'one with a quote in it' "$(ask nobody GET /api/today --header "Cookie: __Host-session='; DROP TABLE x --")" 401
is 'one that is no text' "$(ask nobody GET /api/today --header $'Cookie: __Host-session=\xff\xfe')" 401

# Every answer protects itself.
sign_in boris
for request in 'GET /' "GET $script" 'GET /nothing.php' 'GET /api/session' 'GET /api/today' 'GET /api/nothing' 'GET /healthz' \
    'POST /api/today' 'POST /api/refusals/1/fire' 'GET /api/refusals.csv' 'GET /%ff' 'HEAD /api/today' 'DELETE /x'; do
    read -r method path <<<"$request"
    ask anna "$method" "$path" >/dev/null
    is "$request: policy, type, referrer, origin" \
        "$(header content-security-policy); $(header x-content-type-options); $(header referrer-policy); $(header cross-origin-resource-policy)" \
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'; nosniff; no-referrer; same-origin"
    [[ $path != /api/* ]] || is "$request: not kept" "$(header cache-control)" no-store
done

# What is read.
for path in today refusals vocabulary places scenarios scenarios/1 figures refusals/1; do
    is "/api/$path" "$(ask anna GET "/api/$path")" 200
    is "/api/$path says from where on to follow the feed" \
        "$(header x-feed-position | sed -E 's/[0-9a-f]{16}(-[0-9a-f]{16}){2}/POSITION/')" POSITION
done
is 'a list' "$(ask anna GET '/api/refusals?sort=number&descending=false&limit=2') $(value rows 0 number) $(value rows 1 number) $(value total)" \
    '200 alpha-1 alpha-2 3'
after=$(python3 -c 'import sys, urllib.parse; print(urllib.parse.quote(sys.argv[1], safe=""))' "$(value next)")
is 'goes on where it ended' \
    "$(ask anna GET "/api/refusals?sort=number&descending=false&limit=2&after=$after") $(value rows 0 number) $(value next)" '200 alpha-3 null'
is 'what is empty is not asked for' "$(ask anna GET '/api/refusals?state=&search=') $(value total)" '200 3'
is 'what is asked for is text, whatever is in it' \
    "$(ask anna GET "/api/refusals?search=%27%29%3B%20DROP%20TABLE%20refusal.refusal%3B--") $(value total)" '200 0'
is 'a refusal that there is not' "$(ask anna GET /api/refusals/999)" 404
is 'in the words of the database' "$(value error sqlstate)" RF004
is 'a number that is none' "$(ask anna GET /api/refusals/one) $(value error sqlstate)" '400 22P02'
is 'a sort that there is not' "$(ask anna GET '/api/refusals?sort=colour')" 400
is 'a simulation' "$(ask anna GET '/api/scenarios/1/simulation?days=7') $(value replayed)" '200 3'
is 'a page that there is not' "$(ask anna GET /api/nothing)" 404
is 'a method that it has not' "$(ask anna PUT /api/refusals/1 --data '{}') $(header allow)" '405 GET'

# What is written.
new_key() {
    cat /proc/sys/kernel/random/uuid
}
event_of() {
    printf '{"event":"%s","expected_version":%s,"request_id":"%s"}' "$1" "$2" "$(new_key)"
}
draft_of() {
    ask anna POST /api/scenarios --data '{}' >/dev/null
    value scenario_id
}
draft=$(draft_of)
is 'a draft, its rules anew, and away' \
    "$(ask anna PUT "/api/scenarios/$draft/rules" --data '{"rules":[{"name":"a","rank":1,"action":"return","destinations":["FF"]}]}') $(value rules 0 name) $(
        ask anna DELETE "/api/scenarios/$draft")" '200 a 200'
for request in 'PUT /api/scenarios/1/rules {"rules":[]}' 'DELETE /api/scenarios/1 {}' 'POST /api/scenarios/1/activate {}'; do
    read -r method path body <<<"$request"
    is "what was activated stays as it is: $method" "$(ask anna "$method" "$path" --data "$body") $(value error sqlstate)" '409 55000'
done
is 'an event out of order' "$(ask anna POST /api/refusals/1/fire --data "$(event_of close 2)") $(value error sqlstate)" '409 RF001'
is 'an event that is another actor'"'"'s' "$(ask anna POST /api/refusals/1/fire --data "$(event_of retract 2)") $(value error sqlstate)" \
    '403 RF005'
is 'an old version' "$(ask anna POST /api/refusals/1/override --data "{\"action\":\"hold\",\"expected_version\":1,\"request_id\":\"$(new_key)\"}") $(
    value error sqlstate)" '409 RF003'
sql --command="INSERT INTO refusal.facility (code, name, kind) VALUES ('ISLE', 'An island', 'fulfilment')"
is 'no way leads there' "$(ask anna POST /api/refusals/1/override --data '{"action":"return","destination":"ISLE"}') $(
    value error sqlstate)" '422 RF006'
is 'a preview of another decision' \
    "$(ask anna POST /api/refusals/1/override --data '{"action":"hold"}') $(value applied) $(value cost_difference)" '200 false 0.00'
for body in '' 'x' '[]' '{"event":"hold","expected_version":"two"}' '{"event":"hold","request_id":"7"}'; do
    is "not the JSON that was asked for: $body" "$(ask anna POST /api/refusals/1/fire --data "$body")" 400
done
is 'a body that is no text' "$(ask anna POST /api/refusals/1/fire --data-binary $'{"event":"\xff"}')" 400
is 'one with a NUL' "$(printf '{"event":"a\0b"}' | ask anna POST /api/refusals/1/fire --data-binary @-)" 400
is 'a path with a NUL' "$(ask anna GET '/api/refusals/1%00')" 400

# Forged by another page: the cookie comes along, the token does not.
forged() {
    local name=$1
    shift
    is "$name" "$(ask anna POST /api/scenarios --data '{}' "$@")" 403
}
scenarios() {
    sql --command='SELECT count(*) FROM refusal.scenario'
}
before=$(scenarios)
token='' forged 'no token'
token=$(tr '0-9a-f' 'f0-9a-e' <"$scratch/anna.csrf") forged 'a wrong token'
token=$(<"$scratch/boris.csrf") forged 'the token of another session'
type=application/x-www-form-urlencoded forged 'a form'
forged 'another origin' --header 'Origin: https://evil.example'
forged 'no origin' --header 'Origin: null'
forged 'another site, says the browser' --header 'Sec-Fetch-Site: cross-site'
forged 'a neighbour' --header 'Sec-Fetch-Site: same-site'
is 'signing in is not to be forged either' \
    "$(ask nobody POST /api/sign-in --data '{"login":"anna","password":"x"}' --header 'Origin: https://evil.example')" 403
is 'none of it was done' "$(scenarios)" "$before"
is 'our own page' "$(ask anna POST /api/scenarios --data '{}' --header "Origin: $url" --header 'Sec-Fetch-Site: same-origin')" 200

# Another shop.
is 'a second shop sees none of it' "$(ask boris GET /api/refusals) $(value total)" '200 0'
is 'nor by its number' "$(ask boris GET /api/refusals/1)" 404
is 'nor acts on it' "$(ask boris POST /api/refusals/1/override --data '{"action":"hold"}') $(value error sqlstate)" '404 RF004'
is 'nor its scenario' "$(ask boris GET /api/scenarios/1)" 404

# Paths that lead out.
for path in /../etc/passwd /..%2f..%2fetc/passwd /%2e%2e/%2e%2e/etc/passwd '/app.js/../../secret' //etc/passwd.txt '/\..\x.js' /api/../index.html; do
    is "$path leads nowhere" "$(ask anna GET "$path")" 404
done

# A file for a spreadsheet.
sql <<'SQL' >/dev/null
UPDATE refusal.parcel SET courier = '=HYPERLINK("http://evil.example";"click")' WHERE number = 'alpha-1';
UPDATE refusal.parcel SET courier = 'a "quoted", one' WHERE number = 'alpha-2';
UPDATE refusal.facility SET name = E'@SUM(1)\nline' WHERE code = 'FF';
SQL
record alpha 4
is 'a file' "$(ask anna GET '/api/refusals.csv?sort=number&descending=false') $(header content-type) $(header content-disposition)" \
    '200 text/csv; charset=utf-8 attachment; filename="refusals.csv"'
is 'begins with the mark of UTF-8' "$(head -c 3 "$scratch/body" | od -An -tx1)" ' ef bb bf'
csv() {
    python3 -c '
import csv, io, sys
rows = list(csv.reader(io.StringIO(open(sys.argv[1], "rb").read().decode("utf-8-sig"), newline=""), strict=True))
for row in rows[1:]:
    print([dict(zip(rows[0], row))[name] for name in sys.argv[2:]])' "$scratch/body" "$@"
}
is 'a reader of CSV reads it' "$(csv number | tr -d "[]'" | xargs)" 'alpha-1 alpha-2 alpha-3 alpha-4'
is 'nothing in it is a formula' "$(csv destination_name | sort -u)" "[\"'@SUM(1)\\nline\"]"
record alpha {5..290}
sql --command="SELECT count(*) FROM refusal.parcel" >/dev/null
is 'all rows' "$(ask anna GET '/api/refusals.csv?sort=cost') $(csv refusal_id | sort -u | wc -l)" '200 290'
is 'as they are asked for' "$(ask anna GET '/api/refusals.csv?search=alpha-17') $(csv number | wc -l)" '200 11'
is 'a question that is wrong is an error, not a file' "$(ask anna GET '/api/refusals.csv?sort=colour')" 400

# How it is.
is 'it is well' "$(ask nobody GET /healthz) $(cat "$scratch/body")" '200 ok'
is 'its numbers' "$(ask nobody GET /metrics) $(grep -c '^pg_refusal_cabinet_' "$scratch/body")" '200 6'
is 'are not for whom a proxy lets in' "$(ask nobody GET /metrics --header 'X-Forwarded-For: 203.0.113.7')" 404

# Signing out.
cp "$scratch/anna.cookie" "$scratch/again.cookie"
is 'signing out is not to be forged' "$(ask again POST /api/sign-out)" 403
is 'signing out' "$(ask anna POST /api/sign-out)" 204
is 'takes the cookie away' "$(header set-cookie)" '__Host-session=; Path=/; HttpOnly; SameSite=Strict; Secure; Max-Age=0'
is 'the session is no more' "$(ask again GET /api/session)" 401
is 'the other one goes on' "$(ask boris GET /api/session)" 200
sql --command="SELECT refusal.close_account('boris')" >/dev/null
is 'an account that is closed is out at once' "$(ask boris GET /api/session)" 401

# Guessing.
statuses=$(for attempt in {1..12}; do
    ask nobody POST /api/sign-in --data '{"login":"anna","password":"guess"}'
done | uniq -c | xargs)
is 'ten guesses at one login, then no more' "$statuses" '10 401 2 429'
ok 'it says when to come back' test "$(header retry-after)" -gt 60
is 'not with the right password either' "$(ask nobody POST /api/sign-in --data "{\"login\":\"anna\",\"password\":\"anna's password\"}")" 429
ok 'SIGTERM ends it with 0' stops TERM "$cabinet"
serve --insecure-cookie
sql --command="SELECT refusal.create_account('alpha', 'vera', 'vera''s password')" >/dev/null
ok 'without TLS, where it was asked for' sign_in vera
is 'the cookie says so' "$(header set-cookie | sed -E 's/=[0-9a-f]{64};/=TOKEN;/')" 'session=TOKEN; Path=/; HttpOnly; SameSite=Strict'
is 'no numbers where they were not asked for' "$(ask nobody GET /metrics)" 404
many=$(for attempt in {1..65}; do
    ask nobody POST /api/sign-in --data '{}'
done | sort -u | xargs)
is 'too many attempts from one address, whatever they are' "$many" '400 429'
ok 'SIGINT ends it with 0' stops INT "$cabinet"

exits_with() {
    local expected=$1 status=0
    shift
    timeout 30 "$client" cabinet "$@" >"$scratch/out" 2>&1 || status=$?
    cat "$scratch/out"
    [[ $status -eq $expected ]]
}
ok 'a wrong address: 2' exits_with 2 --listen localhost
ok 'an address that is not ours: 1' exits_with 1 --listen 192.0.2.1:80
PGUSER=listen_shop ok 'a role that may not: 1' exits_with 1 --listen 127.0.0.1:0
PGHOST=/nowhere ok 'no server: 4' exits_with 4 --listen 127.0.0.1:0

done_testing
