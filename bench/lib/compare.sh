# Sourced by lib/figure.sh: two sides in turn, and the figure that comes of it.

# compare ID UNIT BAR WHAT AGAINST [difference]: calls `ours` and `baseline`, each of which prints a number and, where it
# has them, what run_clients adds to it. Appends the figure to $BENCH_SCRATCH/figures. Each is first every other round: a
# machine that becomes slower or faster meanwhile does so to both.
compare() {
    local id=$1 unit=$2 bar=$3 what=$4 against=$5 how=${6:-ratio} round side order samples
    local -A took
    samples=$(mktemp "$BENCH_SCRATCH/samples.XXXXXX")
    for ((round = 1; round <= ROUNDS; ++round)); do
        order=(ours baseline)
        ((round % 2)) || order=(baseline ours)
        for side in "${order[@]}"; do
            sql --command=CHECKPOINT
            took[$side]=$("$side")
        done
        printf '%s\t%s\n' "${took[ours]}" "${took[baseline]}" >>"$samples"
        say "$id round $round of $ROUNDS: ${took[ours]%% *} against ${took[baseline]%% *} $unit"
    done
    conclude "$id" "$unit" "$bar" "$what" "$against" "$how" "$samples"
}

# conclude ID UNIT BAR WHAT AGAINST HOW SAMPLES: the figure of rounds that were measured, a line each in the file
# SAMPLES: ours, a tab, the baseline.
conclude() {
    awk -F '\t' -v id="$1" -v unit="$2" -v bar="$3" -v what="$4" -v against="$5" -v how="$6" \
        -f "$bench/lib/figure.awk" "$7" >>"$BENCH_SCRATCH/figures"
    tail -n 1 "$BENCH_SCRATCH/figures" | awk -F '\t' '{ printf "  %s: %s (%s to %s), to reach %s\n", $1, $4, $5, $6, $7 }' >&2
}

# note ID TEXT: a line under the table
note() {
    say "$1: $2"
    printf '%s\t%s\n' "$1" "$2" >>"$BENCH_SCRATCH/notes"
}
