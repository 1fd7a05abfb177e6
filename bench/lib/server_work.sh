# Sourced by lib/clients.sh.
#
# server_cpu: microseconds of CPU that the server has used so far, in all; and of that the listeners' and the relay's
# processes. What ended is in the postmaster's account, by the clock's tick; what runs is told by its title, and by the
# scheduler's own account: a thousand listeners that wake up for a moment each are more than any tick notices.
server_cpu() {
    local postmaster
    read -r postmaster <"$HARNESS_DIR/main/data/postmaster.pid"
    { echo "$postmaster"; pgrep -P "$postmaster"; } | awk -v tick="$(getconf CLK_TCK)" '
        function line_of(file,    line) {
            line = ""
            getline line < ("/proc/" file); close("/proc/" file)
            return line
        }
        {
            title = line_of($1 "/cmdline")
            mine = line_of($1 "/schedstat") / 1000
            if (NR == 1) {
                ended = line_of($1 "/stat")
                sub(/^.*\) /, "", ended)
                split(ended, field, " ")
                mine += (field[14] + field[15]) * 1e6 / tick
            }
            total += mine
            if (title ~ /bench_listener/) listeners += mine
            if (title ~ /^postgres: pg_refusal/) relay += mine
        }
        END { printf "%.0f %.0f %.0f\n", total, listeners, relay }'
}

# wal_flushes: how many there were, and the microseconds they took
wal_flushes() {
    sql --field-separator=' ' --command='SELECT wal_sync, wal_sync_time * 1000 FROM pg_stat_wal'
}
