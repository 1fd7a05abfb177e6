# shellcheck shell=bash
# Sourced by run.sh: the shops' cabinet over the day that was played, while more refusals come in.

start_cabinet() {
    password=$(od --address-radix=n --read-bytes=6 --format=x1 /dev/urandom | tr -d ' ')
    play --output=/dev/null --set=password="$password" --file=accounts.sql
    PGUSER=demo_cabinet "$client" cabinet --listen 127.0.0.1:0 2>"$scratch/cabinet.log" &
    cabinet=$!
    until address=$(sed -n 's/^cabinet on //p' "$scratch/cabinet.log") && [[ -n $address ]]; do
        if ! kill -0 "$cabinet" 2>/dev/null; then
            cat "$scratch/cabinet.log" >&2
            return 1
        fi
        sleep 0.1
    done
}

# Ctrl-C has stopped it already.
stop_cabinet() {
    [[ -n $interrupted ]] || kill -TERM "$cabinet"
    wait "$cabinet"
    cabinet=
}

one_round() {
    act more
    if (($1 % 5 == 0)); then
        act road >/dev/null
        act trolleys >/dev/null
    fi
    sleep 2
}

# So many rounds, or until Ctrl-C, which ends a psql of the round as well. Every so often the trucks leave and the
# trolleys are unloaded.
more_refusals() {
    local round
    interrupted=
    trap 'interrupted=1' INT
    for ((round = 1; round <= $1; ++round)); do
        one_round "$round" || [[ -n $interrupted ]]
        [[ -z $interrupted ]] || break
    done
    trap - INT
}
