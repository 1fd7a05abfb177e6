# Sourced by lib/figure.sh: clients and listeners.
source "$bench/lib/server_work.sh"

# A backend's first calls load its caches; a pool's connections live long, so they are not in the round.
warm_up=2

# run_clients N SCRIPT [ROWS [OPTION …]]: N clients of pgbench with prepared statements, as the ordinary role. Prints
# rows a second (a transaction has ROWS of them, else one); microseconds of CPU for each: the server's, of it the
# listeners' and the relay's; and how many a flush of the WAL took, for disks are as uneven as anything.
run_clients() {
    local clients=$1 script=$bench/sql/$2.sql rows=${3:-1} directory before after begin pid
    shift $(($# < 3 ? $# : 3))
    directory=$(mktemp -d "$BENCH_SCRATCH/clients.XXXXXX")
    pgbench --username=bench_client --no-vacuum --protocol=prepared --client="$clients" \
        --jobs=$((clients < 2 ? clients : 2)) --time=$((warm_up + SECONDS_PER_ROUND)) --log \
        --log-prefix="$directory/transactions" --define=refusals="${refusals:-0}" --file="$script" "$@" >"$directory/output" 2>&1 &
    pid=$!
    sleep "$warm_up"
    begin=$EPOCHREALTIME
    before=$(server_cpu; wal_flushes)
    if ! wait "$pid" || grep -q 'aborted' "$directory/output"; then
        cat "$directory/output" >&2
        return 1
    fi
    until [[ $(sql --command="SELECT count(*) FROM pg_stat_activity WHERE usename = 'bench_client'") -eq 0 ]]; do
        sleep 0.05
    done
    after=$(server_cpu; wal_flushes)
    cat "$directory"/transactions* | awk -v begin="$begin" -v rows="$rows" -v before="$before" -v after="$after" '
        { end = $5 + $6 / 1e6 }
        end >= begin {
            if (n == 0 || end < first) first = end
            if (end > last) last = end
            n++
        }
        END {
            if (n < 2) exit 1
            split(before, b); split(after, a)
            printf "%.6g", (n - 1) / (last - first) * rows
            for (i = 1; i <= 3; ++i) printf " %.6g", (a[i] - b[i]) / n / rows
            printf " %.6g\n", (a[5] - b[5]) / (a[4] > b[4] ? a[4] - b[4] : 1)
        }'
    rm -r "$directory"
}

# What a script started in the background ends with it.
started=()
stop_started() {
    [[ ${#started[@]} -eq 0 ]] || kill "${started[@]}" 2>/dev/null || true
    started=()
}
trap stop_started EXIT

# start_listeners [COLUMN-OF-TABLE …]: one for each ten shops. psql takes what came for it whenever it asks something.
start_listeners() {
    local first listens table
    for ((first = 1; first <= shops; first += 10)); do
        listens=$(for table in "$@"; do
            sql --command="SELECT format('LISTEN %I;', channel) FROM $table
                           WHERE shop_id BETWEEN $first AND $first + 9"
        done)
        psql --no-psqlrc --quiet --username=bench_listener --command="$listens" --file=- \
            <<<'SELECT 1 \watch 0.2' >/dev/null &
        started+=("$!")
    done
}

# Listeners of shops where nothing happens, all in one process, which has nothing to take.
start_idle_listeners() {
    pgbench --username=bench_listener --no-vacuum --client="$1" --jobs=2 --transactions=1 \
        --file="$bench/sql/idle_listener.sql" >/dev/null 2>&1 &
    idle_listeners=$!
    started+=("$idle_listeners")
    until [[ $(sql --command="SELECT count(*) FROM pg_stat_activity
               WHERE usename = 'bench_listener' AND query LIKE 'LISTEN idle%' AND state = 'idle'") -eq $1 ]]; do
        kill -0 "$idle_listeners" || return
        sleep 0.2
    done
    sleep "$warm_up" # to start so many processes leaves work to the kernel
}

stop_idle_listeners() {
    kill "$idle_listeners"
    wait "$idle_listeners" || true
    until [[ $(sql --command="SELECT count(*) FROM pg_stat_activity
               WHERE usename = 'bench_listener' AND query LIKE 'LISTEN idle%'") -eq 0 ]]; do
        sleep 0.2
    done
}
