# Sourced by lib/clients.sh.
#
# server_cpu: microseconds of CPU that the server has used so far, in all; and of that the listeners' and the relay's
# processes. What ended is in the postmaster's account; what runs is told by its title.
server_cpu() {
    local postmaster
    read -r postmaster <"$HARNESS_DIR/main/data/postmaster.pid"
    { echo "$postmaster"; pgrep -P "$postmaster"; } | awk -v tick="$(getconf CLK_TCK)" '
        {
            title = ""
            getline title < ("/proc/" $1 "/cmdline"); close("/proc/" $1 "/cmdline")
            if ((getline line < ("/proc/" $1 "/stat")) <= 0) next
            close("/proc/" $1 "/stat")
            sub(/^.*\) /, "", line)
            split(line, field, " ")
            mine = field[12] + field[13] + (NR == 1 ? field[14] + field[15] : 0)
            total += mine
            if (title ~ /bench_listener/) listeners += mine
            if (title ~ /^postgres: pg_refusal/) relay += mine
        }
        END { printf "%.0f %.0f %.0f\n", total * 1e6 / tick, listeners * 1e6 / tick, relay * 1e6 / tick }'
}

# wal_flushes: how many there were, and the microseconds they took
wal_flushes() {
    sql --field-separator=' ' --command='SELECT wal_sync, wal_sync_time * 1000 FROM pg_stat_wal'
}
