#!/usr/bin/env bash
# `pg_refusal deliver`: where it does not connect to, and whom it does not believe.
set -uo pipefail
cd "$(dirname "$0")/../.."
source tests/clients/fixture/delivering.sh
make_delivery_world deliver_address || exit 1

# Addresses inside, by number, by name and in disguise. One endpoint each, and one that is allowed.
receiver inside
endpoint alpha allowed "http://127.0.0.1:$port/allowed" allow_private=true concurrency=1
hosts=('127.0.0.1' '[::1]' '[::ffff:127.0.0.1]' localhost "$(hostname)" '169.254.169.254' '0.0.0.0' '10.0.0.1' '192.168.1.1'
    '2130706433' '0x7f.1' '[fe80::1]' '[fd00::1]' '[64:ff9b::7f00:1]')
forbidden=()
for n in "${!hosts[@]}"; do
    endpoint alpha "inside-$n" "http://${hosts[n]}:$port/forbidden"
    forbidden+=("$endpoint")
done
# What the environment says of proxies is not heeded: a proxy would connect for us.
export http_proxy="http://127.0.0.1:$port" https_proxy="http://127.0.0.1:$port" ALL_PROXY="http://127.0.0.1:$port"
deliver worker --open-after 1000
unset http_proxy https_proxy ALL_PROXY
eventually logged worker "\"message\":\"endpoint\",\"endpoint\":${forbidden[-1]}"
record alpha 1
refused() {
    yes "SELECT last_error = 'the address is not allowed' FROM refusal.endpoint_status WHERE endpoint_id = $1"
}
for n in "${!hosts[@]}"; do
    ok "${hosts[n]} is not connected to" eventually refused "${forbidden[n]}"
done
ok 'an endpoint that an administrator allowed is' eventually grep -q allowed "$scratch/inside/log"
record alpha 2 3 4
ok 'and leaves its connection' eventually test "$(awk -F '\t' '$2 == "/allowed"' "$scratch/inside/log" | wc -l)" -ge 2
eventually settled "$(sql --command="SELECT endpoint_id FROM refusal.endpoint WHERE name = 'allowed'")"
is 'which no other one may use' "$(column inside 2 | sort -u)" /allowed
# What aborts on one closes it.
ok 'nor was there any other connection' test "$(wc -l <"$scratch/inside/connections")" -le "$(received inside)"
ok 'a shop cannot allow it' grep -q 'administrator\|permission denied' <(sql --command='SET ROLE listen_shop' \
    --command="UPDATE refusal.endpoint SET allow_private = true" 2>&1)
sql --command="DELETE FROM refusal.endpoint"
stops TERM "$delivering"

# Certificates.
make_certificate() {
    openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 2 -subj "/CN=$1" \
        -addext "subjectAltName=$2" -keyout "$scratch/$1.key" -out "$scratch/$1.pem" 2>/dev/null
}
make_certificate good IP:127.0.0.1
make_certificate other DNS:other.example
cat "$scratch/good.pem" "$scratch/other.pem" >"$scratch/trusted.pem"
receiver secure "$scratch/good.pem" "$scratch/good.key"
secure_port=$port
receiver misnamed "$scratch/other.pem" "$scratch/other.key"
endpoint alpha secure "https://127.0.0.1:$secure_port/" allow_private=true
secure=$endpoint
endpoint alpha misnamed "https://127.0.0.1:$port/" allow_private=true
misnamed=$endpoint
deliver trusting --ca-file "$scratch/trusted.pem" --open-after 1000
eventually logged trusting "\"message\":\"endpoint\",\"endpoint\":$misnamed"
record alpha 5
ok 'over TLS' eventually received secure 2
unverified() {
    yes "SELECT last_error ~ 'certificate' FROM refusal.endpoint_status WHERE endpoint_id = $1"
}
ok 'not to whom the certificate is not for' eventually unverified "$misnamed"
is 'who got nothing' "$(received misnamed)" 0
stops TERM "$delivering"
deliver wary --open-after 1000
record alpha 6
ok 'nor to whom nobody vouches for' eventually unverified "$secure"
is 'who got nothing more' "$(received secure)" 2
ok 'no URL is in a log' test "$(cat "$scratch"/*.err | grep -c '"[^"]*https\?://')" -eq 0
stops TERM "$delivering"

done_testing
