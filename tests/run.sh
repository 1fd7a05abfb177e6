#!/usr/bin/env bash
# run.sh [GROUP …]: the tests, group by group, on a private server. A group that fails stops no other; one that
# ran no test has failed. The last line says how many tests passed and how many failed.
set -uo pipefail
cd "$(dirname "$0")/.."
source tests/harness/server.sh
source tests/harness/database.sh
shopt -s nullglob

logs=$PWD/build/test
mkdir -p "$logs"
total_passed=0
total_failed=0

# Runs a command, shows what it prints and keeps it in $log for the count.
logged() {
    "$@" 2>&1 | tee "$log"
}

# TAP, as prove sums it up: "Tests=7", and for a file with a failure "(Wstat: 0 Tests: 3 Failed: 1)". A file
# that failed as a whole (it died, or its plan is wrong) has "Failed: 0" and counts as one.
logged_tap() {
    logged "$@"
    read -r passed failed < <(awk '
        match($0, /Tests=[0-9]+/)    { tests = substr($0, RSTART + 6, RLENGTH - 6) }
        /\(Wstat: .* Failed: [0-9]+\)/ {
            n = $0; sub(/.*Failed: /, "", n); n += 0
            inside += n
            failed += n > 0 ? n : 1
        }
        END { print tests - inside, failed + 0 }' "$log")
}

group_house() {
    logged_tap prove --exec bash tests/core.sh tests/house.sh
}

# A file that passed has its stamp.
group_tidy() {
    local source keep_going=(-k)
    [[ ! -f build/build.ninja ]] || keep_going=(-k 0)
    logged cmake --build build --target tidy --parallel 2 -- "${keep_going[@]}"
    for source in extension/core/*.cpp; do
        if [[ -f build/tidy/${source##*/}.stamp ]]; then
            passed=$((passed + 1))
        else
            failed=$((failed + 1))
        fi
    done
}

unit_programs() {
    local program status=0
    for program in build/unit_tests build/client_unit_tests; do
        "$program" --report_level=short --color_output=no || status=$?
    done
    return "$status"
}

group_unit() {
    local status=0
    if ! logged cmake --build build --target unit_tests client_unit_tests --parallel 2; then
        failed=1
        return
    fi
    PG_REFUSAL_SEED_DIR=$PWD/sql/seed logged unit_programs || status=$?
    # "3 test cases out of 4 passed": what did not pass has failed, aborted or was skipped.
    read -r passed failed < <(awk '
        /test cases? out of [0-9]+ / { total += $6 }
        /test cases? out of [0-9]+ passed/ { passed += $1 }
        END { print passed + 0, total - passed }' "$log")
    # One that died has told nothing.
    [[ $status -eq 0 || $failed -gt 0 ]] || failed=1
}

group_signatures() {
    logged_tap prove --exec bash tests/signatures.sh
}

group_pgtap() {
    logged_tap run_pgtap refusal_test
}

group_isolation() {
    local specs=() spec status=0
    for spec in tests/isolation/specs/*.spec; do
        specs+=("$(basename "$spec" .spec)")
    done
    logged "$PG_PKGLIBDIR/pgxs/src/test/isolation/pg_isolation_regress" --bindir="$HARNESS_DIR/install$PG_BINDIR" \
        --inputdir=tests/isolation --outputdir="$logs" --host="$PGHOST" --user=postgres --dbname=refusal_isolation \
        --load-extension=btree_gist --load-extension=pgcrypto --load-extension=pg_refusal "${specs[@]}" || status=$?
    # Up to PostgreSQL 15 "test NAME ... ok", since then TAP.
    passed=$(grep -cE '^(test .*\.\.\. ok|ok [0-9]+)' "$log")
    failed=$(grep -cE '^(test .*\.\.\. FAILED|not ok [0-9]+)' "$log")
    [[ $failed -eq 0 ]] || cat "$logs/regression.diffs"
    # It ended before it had compared them all: one has no expected output, for example.
    [[ $status -eq 0 || $failed -gt 0 ]] || failed=1
}

# Each file in a database of its own: what a feed carries is what was committed.
group_feed() {
    logged_tap prove --exec tests/harness/in-database.sh tests/feed/*.sql
}

group_docs() {
    logged_tap prove --exec bash tests/docs.sh
}

# Any other directory under tests/: scripts that print TAP. A script may start servers of its own.
group_scripts() {
    logged_tap prove --exec bash "tests/$1"/*.sh
}

# The server comes up for the first group that needs it. Tests of prepared transactions need a slot each.
server_is_up() {
    if [[ -z ${server:-} ]]; then
        server=failed
        server_create main fsync=off max_prepared_transactions=10 && create_test_database refusal_test && server=up
        export PGDATABASE=refusal_test
    fi
    [[ $server == up ]]
}

run_group() {
    local name=$1 begin=$SECONDS passed=0 failed=0 log=$logs/$1.log
    printf '\n== %s\n' "$name"
    case $name in
    house | tidy | unit) "group_$name" ;;
    *)
        if ! server_is_up; then
            failed=1
        elif [[ $(type -t "group_$name") == function ]]; then
            "group_$name"
        else
            group_scripts "$name"
        fi
        ;;
    esac
    if [[ $((passed + failed)) -eq 0 ]]; then
        echo "$name: no test was run"
        failed=1
    fi
    printf '== %s: %d passed, %d failed, %d s\n' "$name" "$passed" "$failed" $((SECONDS - begin))
    total_passed=$((total_passed + passed))
    total_failed=$((total_failed + failed))
}

groups=("$@")
if [[ $# -eq 0 ]]; then
    groups=(house tidy unit signatures pgtap feed isolation)
    for scripts in tests/*/*.sh; do
        directory=$(basename "${scripts%/*}")
        [[ $directory == harness || " ${groups[*]} " == *" $directory "* ]] || groups+=("$directory")
    done
    [[ ! -f tests/docs.sh ]] || groups+=(docs)
fi
for group in "${groups[@]}"; do
    run_group "$group"
done

if [[ $total_failed -gt 0 && -n ${HARNESS_DIR:-} ]]; then
    cp "$HARNESS_DIR/main/log" "$logs/server.log"
    echo "The log of the private server: build/test/server.log"
fi
printf '\n%d passed, %d failed\n' "$total_passed" "$total_failed"
[[ $total_failed -eq 0 ]]
