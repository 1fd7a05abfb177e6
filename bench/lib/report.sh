#!/usr/bin/env bash
# report.sh: the results as a page, from what bench/run.sh and the figures left in $BENCH_SCRATCH.
set -euo pipefail

processor=$(awk -F ': ' '/^model name/ { print $2; exit }' /proc/cpuinfo)
memory=$(awk '/^MemTotal/ { printf "%.0f GiB", $2 / 1048576 }' /proc/meminfo)
# The method that wal_sync_method has here, and its line of the test with one write.
method=$(psql --no-psqlrc --tuples-only --no-align --dbname=postgres --command='SHOW wal_sync_method')
flush=$(awk -v method="$method" '$1 == method { print $2 " " $3 ", " $4 " " $5; exit }' "$BENCH_SCRATCH/fsync")
settings=$(psql --no-psqlrc --tuples-only --no-align --dbname=postgres --command="
    SELECT string_agg(name || ' = ' || current_setting(name), ', ' ORDER BY name) FROM pg_settings
    WHERE name IN ('shared_buffers', 'max_wal_size', 'fsync', 'synchronous_commit', 'autovacuum', 'jit',
                   'shared_preload_libraries')")

cat <<PAGE
# Figures

Measured by \`make bench\`. A figure is a ratio between two things run in turn in one run ($ROUNDS rounds of
$SECONDS_PER_ROUND s each, a CHECKPOINT before each), or a difference where it is an amount: the median, and the least and
greatest of the rounds. Ours runs as an ordinary role under row security; the twins of the tables have no triggers,
policies, foreign keys or checks. What each figure measures is in the script of its name in \`bench/figures/\`.

- $(date --utc '+%Y-%m-%d'), pg_refusal $(sed -nE "s/^default_version *= *'(.*)'/\1/p" build/pg_refusal.control), $(git rev-parse --short HEAD 2>/dev/null || echo 'no git')
- $(postgres --version), Linux $(uname -r)
- $(nproc) × $processor, $memory
- $settings
- pg_test_fsync, $method: $flush

| | what | against | figure | least – most | to reach | reached | ours | baseline | unit | CPU of ours, µs | CPU of baseline, µs | listeners, µs | relay, µs |
|---|---|---|---|---|---|---|---|---|---|---|---|---|---|
$(awk -F '\t' '{ printf "| %s | %s | %s | **%s** | %s – %s | %s | %s | %s | %s | %s | %s | %s | %s | %s |\n",
                     $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15 }' "$BENCH_SCRATCH/figures")

CPU is the server's, all of its processes, for one row of the unit; of ours, the listeners' and the relay's share apart.
PAGE
awk -F '\t' 'NR == 1 { print "" } { printf "- %s: %s\n", $1, $2 }' "$BENCH_SCRATCH/notes"
