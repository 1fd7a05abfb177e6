#!/usr/bin/env bash
# The cabinet behind nginx with TLS, as docs/serve.md configures it: that text itself, with other ports and files.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/clients/fixture/cabinet.sh
make_cabinet_world cabinet_nginx || exit 1

serve --trust-proxy --metrics || exit 1
free_port() {
    python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])'
}
port=$(free_port)
openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=cabinet.example.com -addext 'subjectAltName=DNS:cabinet.example.com' \
    -keyout "$scratch/cabinet.key" -out "$scratch/cabinet.pem" 2>/dev/null
{
    cat <<CONF
daemon off;
pid $scratch/nginx.pid;
error_log $scratch/nginx.err;
events { worker_connections 512; }
http {
    access_log off;
    client_body_temp_path $scratch/body_temp;
    proxy_temp_path $scratch/proxy_temp;
    fastcgi_temp_path $scratch/fastcgi_temp;
    uwsgi_temp_path $scratch/uwsgi_temp;
    scgi_temp_path $scratch/scgi_temp;
CONF
    # shellcheck disable=SC2016
    awk '/^```nginx$/ { inside = 1; next } /^```/ { inside = 0 } inside' docs/serve.md |
        sed "s|127.0.0.1:8080|${url#http://}|; s|listen 443|listen 127.0.0.1:$port|; s|/etc/ssl/cabinet.pem|$scratch/cabinet.pem|
            s|/etc/ssl/private/cabinet.key|$scratch/cabinet.key|"
    echo '}'
} >"$scratch/nginx.conf"
# The user that nginx's workers are, where root starts it.
chmod 711 "$scratch"
/usr/sbin/nginx -c "$scratch/nginx.conf" -p "$scratch" 2>"$scratch/nginx.out" &
nginx=$!
started+=("$nginx")
direct=$url
url=https://cabinet.example.com:$port
printf 'cacert = "%s"\nresolve = "cabinet.example.com:%s:127.0.0.1"\n' "$scratch/cabinet.pem" "$port" >"$scratch/.curlrc"
export CURL_HOME=$scratch
is_up() {
    [[ $(ask nobody GET /healthz) == 200 ]]
}
ok 'the configuration of the page is taken, and answers' eventually is_up
cat "$scratch/nginx.out" "$scratch/nginx.err" >&2

is 'the start page, over HTTP/2' "$(ask nobody GET /) $(head -n 1 "$scratch/head" | cut -d' ' -f1)" '200 HTTP/2'
is 'browsers are to come by TLS from now on' "$(header strict-transport-security)" max-age=31536000
is 'its protection comes through' "$(header content-security-policy | cut -d';' -f1)" "default-src 'none'"
script=$(curl --silent "$url/" | grep -oE 'src="/[^"]*\.js"' | cut -d'"' -f2)
is 'the script is compressed' "$(ask nobody GET "$script" --compressed) $(header content-encoding)" '200 gzip'
ok 'signing in' sign_in anna
ok 'with a cookie for TLS' grep -qi '^set-cookie: __Host-session=.*; Secure' "$scratch/head"
is 'and reading' "$(ask anna GET /api/today --compressed) $(header content-encoding)" '200 '
is 'a page of this host writes' "$(ask anna POST /api/scenarios --data '{}' --header "Origin: $url")" 200
is 'one of another does not' "$(ask anna POST /api/scenarios --data '{}' --header 'Origin: https://cabinet.example.org')" 403
is 'the numbers are not for the world' "$(ask nobody GET /metrics)" 404

# Whoever asks is known by the proxy's word, and by nobody else's.
sql --command='DELETE FROM refusal_internal.sign_in_failure'
ask nobody POST /api/sign-in --data '{"login":"olga","password":"guess"}' --header 'X-Forwarded-For: 203.0.113.9' >/dev/null
is 'guesses are counted by the address that the proxy saw' \
    "$(sql --command="SELECT subject FROM refusal_internal.sign_in_failure WHERE kind = 'address'")" 127.0.0.1
curl --silent --output /dev/null --header 'X-Forwarded-For: 198.51.100.1, 203.0.113.9' --header 'Content-Type: application/json' \
    --data '{"login":"olga","password":"guess"}' "$direct/api/sign-in"
is 'the nearest one where there are several' \
    "$(sql --command="SELECT string_agg(subject, ' ' ORDER BY subject) FROM refusal_internal.sign_in_failure WHERE kind = 'address'")" \
    '127.0.0.1 203.0.113.9'
guess_from() {
    curl --silent --output /dev/null "$@" --header 'Content-Type: application/json' --data '{"login":"olga","password":"guess"}' \
        "$direct/api/sign-in"
}
sql --command='DELETE FROM refusal_internal.sign_in_failure'
guess_from --header 'X-Forwarded-For: 198.51.100.1' --header 'X-Forwarded-For: 203.0.113.10'
guess_from --header 'X-Forwarded-For: fe80::1%1'
is 'the last field where there are several, and an address of a link' \
    "$(sql --command="SELECT string_agg(subject, ' ' ORDER BY subject) FROM refusal_internal.sign_in_failure WHERE kind = 'address'")" \
    '203.0.113.10 fe80::'
is 'a claim that is empty makes nobody one of this machine' \
    "$(curl --silent --output /dev/null --write-out '%{http_code}' --header 'X-Forwarded-For;' \
        --header 'X-Forwarded-For: 203.0.113.9' "$direct/metrics")" 404

# Live, and not kept back by the proxy.
curl --silent --no-buffer --header "Cookie: $(<"$scratch/anna.cookie")" --header 'Accept: text/event-stream' "$url/api/live" \
    >"$scratch/live" &
started+=("$!")
ok 'a live page is open' eventually grep -q '^id: ' "$scratch/live"
record alpha 1
ok 'and told at once' eventually grep -q '"number": "alpha-1"' "$scratch/live"
pages_open() {
    [[ $(curl --silent "$direct/metrics" | sed -n 's/^pg_refusal_cabinet_live_pages //p') == "$1" ]]
}
ok 'it is one page' pages_open 1
kill "$!"
ok 'one that is closed is closed behind the proxy, too' eventually pages_open 0
kill -QUIT "$nginx"
ok 'SIGTERM ends it with 0' stops TERM "$cabinet"

serve || exit 1
curl --silent --output /dev/null --header 'X-Forwarded-For: 192.0.2.77' --header 'Content-Type: application/json' \
    --data '{"login":"olga","password":"guess"}' "$url/api/sign-in"
is 'without --trust-proxy nobody is believed' \
    "$(sql --command="SELECT count(*) FROM refusal_internal.sign_in_failure WHERE subject = '192.0.2.77'")" 0
done_testing
