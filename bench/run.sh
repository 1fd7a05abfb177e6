#!/usr/bin/env bash
# run.sh [FIGURE …]: measures the figures (P1, P4 …; none: all there are) on a private server and prints their table.
# A run of all of them writes bench/results.md, any other build/bench/results.md. P12 is measured only where it is named:
# it fills 50 GB. SIZE=0.05 makes it as much smaller.
#
# ROUNDS is how often each side has its turn, SECONDS_PER_ROUND how long a turn takes. HARNESS_TMP is a directory on
# the disk to measure, where that is not /tmp's.
set -euo pipefail
shopt -s nullglob
cd "$(dirname "$0")/.."
export ROUNDS=${ROUNDS:-5} SECONDS_PER_ROUND=${SECONDS_PER_ROUND:-5}
source tests/harness/server.sh
source bench/lib/settings.sh

figures=()
if [[ $# -eq 0 ]]; then
    mapfile -t figures < <(printf '%s\n' bench/figures/*.sh | grep -v /P12_ | sort --version-sort)
else
    for name in "$@"; do
        found=(bench/figures/"$name"_*.sh)
        if [[ ${#found[@]} -ne 1 ]]; then
            echo "run.sh: no such figure: \"$name\"" >&2
            exit 2
        fi
        figures+=("${found[@]}")
    done
fi

server_create main "${server_settings[@]}" "${relay_settings[@]}"
export HARNESS_DIR BENCH_SCRATCH=$HARNESS_DIR/scratch
mkdir "$BENCH_SCRATCH"
touch "$BENCH_SCRATCH/figures" "$BENCH_SCRATCH/notes"

echo "== the disk" >&2
as_server pg_test_fsync --secs-per-test=1 --filename="$HARNESS_DIR/main/fsync" >"$BENCH_SCRATCH/fsync" 2>&1
failed=()
for figure in "${figures[@]}"; do
    name=$(basename "$figure" .sh)
    begin=$SECONDS
    echo "== ${name%%_*}" >&2
    if ! bash "$figure"; then
        failed+=("${name%%_*}")
        echo "  ${name%%_*} could not be measured" >&2
    fi
    echo "  $((SECONDS - begin)) s" >&2
done

results=build/bench/results.md
[[ $# -gt 0 || ${#failed[@]} -gt 0 ]] || results=bench/results.md
mkdir -p "$(dirname "$results")"
bench/lib/report.sh >"$BENCH_SCRATCH/results.md" # which asks whether the tree is as it was committed
mv "$BENCH_SCRATCH/results.md" "$results"
printf '\n' >&2
cat "$results"
echo "In $results" >&2
[[ ${#failed[@]} -eq 0 ]]
