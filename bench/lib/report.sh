#!/usr/bin/env bash
# report.sh: the results as a page, from what bench/run.sh and the figures left in $BENCH_SCRATCH.
set -euo pipefail

ask() {
    psql --no-psqlrc --tuples-only --no-align --dbname=postgres --command="$1"
}

processor=$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)
memory=$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
version=$(sed -nE "s/^default_version *= *'(.*)'/\1/p" build/pg_refusal.control)
commit=$(git describe --always --dirty 2>/dev/null || echo 'no commit')
# Of the test's first part, one write a flush, the line of the method that this server uses.
flush=$(awk -v method="$(ask 'SHOW wal_sync_method')" '$1 == method && $2 + 0 > 0 { print method ": " $2 " flushes/s, " $4 " µs each"; exit }' \
    "$BENCH_SCRATCH/fsync")
settings=$(ask "SELECT string_agg(format('%s = %s', name, coalesce(nullif(current_setting(name), ''), '(none)')), ', '
                                  ORDER BY name)
    FROM pg_settings WHERE name IN ('shared_buffers', 'max_wal_size', 'fsync', 'synchronous_commit', 'autovacuum',
                                    'jit', 'shared_preload_libraries')")

cat <<PAGE
# Figures

Measured by \`make bench\`. A figure is a ratio between two things run in turn, in one run ($ROUNDS rounds of $SECONDS_PER_ROUND s
each, a CHECKPOINT before each, either first in every other round), or a difference where it is an amount: the median of
the rounds, the least and the greatest. Ours runs as an ordinary role under row security; the twins of the tables have no
triggers, policies, foreign keys or checks. What a figure is of in detail, and its sizes: \`bench/figures/\`.

- $(date --utc '+%Y-%m-%d'); pg_refusal $version, $commit
- $(postgres --version), Linux $(uname -r)
- $(nproc) processors ($processor), $memory
- $settings
- pg_test_fsync, before the first figure: $flush

| | what | against | to reach | figure | least – greatest | reached |
|---|---|---|---|---|---|---|
$(awk -F '\t' '{ printf "| %s | %s | %s | %s | **%s** | %s – %s | %s |\n", $1, $2, $3, $7, $4, $5, $6, $8 }' \
    "$BENCH_SCRATCH/figures")

Medians of each side. CPU is the server's, all its processes, in µs for one of the unit; of ours, the part of the
listeners' and the relay's processes is shown apart. A flush is what one of the WAL took meanwhile, in µs.

| | unit | ours | baseline | CPU, ours | listeners | relay | CPU, baseline | flush, ours | flush, baseline |
|---|---|---|---|---|---|---|---|---|---|
$(awk -F '\t' '{ printf "| %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n",
                     $1, $11, $9, $10, $12, $14, $15, $13, $16, $17 }' "$BENCH_SCRATCH/figures")
PAGE
awk -F '\t' 'NR == 1 { print "" } { printf "- %s: %s\n", $1, $2 }' "$BENCH_SCRATCH/notes"
