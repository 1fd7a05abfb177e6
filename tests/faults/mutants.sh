#!/usr/bin/env bash
# Each patch of tests/faults/mutants is a mistake that one could make with the feed; its head says which test has to
# notice. They are built beside the real thing. With CYCLES (as `make faults` sets it) all of them, else those that need
# no compiler.
source "$(dirname "$0")/lib/oms.sh"
source build/config.sh
shopt -s nullglob

place=$PWD/build/mutants
mutants=$PWD/tests/faults/mutants

# The sources as they are, and none that there were before. Time stamps are kept, so that only what changed is compiled
# again; what a run that was interrupted left mutated is older than its object file now.
copy_sources() {
    mkdir -p "$place/tree"
    find "$place/tree" -mindepth 1 -maxdepth 1 ! -name build -exec rm -r {} +
    tar --create --exclude=./build --exclude=./.git --file=- . | tar --extract --directory="$place/tree" --file=-
    sed -n 's,^+++ b/,,p' "$mutants"/*.patch | sort -u | (cd "$place/tree" && xargs touch)
    "$place/tree/cmake/configure.sh" build
}
builds() {
    local targets=(pg_refusal_scripts)
    [[ $1 != module ]] || targets+=(pg_refusal_module)
    rm -rf "$place/overlay"
    cmake --build "$place/tree/build" --target "${targets[@]}" --parallel 2 >"$place/log" 2>&1 || { tail -n 40 "$place/log"; return 1; }
    mkdir -p "$place/overlay$PG_PKGLIBDIR" "$place/overlay$PG_SHAREDIR/extension"
    cp "$place"/tree/build/pg_refusal--*.sql "$place/overlay$PG_SHAREDIR/extension"
    [[ $1 != module ]] || cp "$place/tree/build/pg_refusal.so" "$place/overlay$PG_PKGLIBDIR"
}
applies() {
    patch --directory="$place/tree" --strip=1 --no-backup-if-mismatch --fuzz=1 "$@"
}

# The tests: each prints why it failed. It runs in a shell of its own, with a server of its own.
check() {
    HARNESS_OVERLAY=$place/overlay bash "$0" "$1"
}
isolation() {
    server_create main fsync=off max_prepared_transactions=10 || exit 1
    rm -rf "$place/isolation"
    mkdir -p "$place/isolation"
    # A step that waits for another one that never comes is given up after ten seconds.
    PGISOLATIONTIMEOUT=10 "$PG_PKGLIBDIR/pgxs/src/test/isolation/pg_isolation_regress" --bindir="$HARNESS_DIR/install$PG_BINDIR" \
        --inputdir=tests/isolation --outputdir="$place/isolation" --host="$PGHOST" --user=postgres --dbname=isolation \
        --load-extension=btree_gist --load-extension=pgcrypto --load-extension=pg_refusal 00_fixture feed >"$place/isolation/log" 2>&1 && return
    # That the fixture can be set up shows that the mutant works; what is noticed is how it orders the feed.
    grep -E '^(test 00_fixture +\.\.\. ok|ok 1 .*00_fixture)' "$place/isolation/log" >/dev/null || { cat "$place/isolation/log"; exit 2; }
    grep '^[-+][^-+]' "$place/isolation/regression.diffs" | head -n 6
    return 1
}
journal() {
    server_create main fsync=off || exit 1
    create_oms 1
    record 1
    findings | head -n 3
    [[ -z $(findings) ]]
}
ledger() {
    (build_ledger) || exit 2
    server_create main fsync=off || exit 1
    create_oms 20000
    start_books books --parcels=20000 --writers=8 --asynchronous=0 --tickers=4 --patience=10
    sleep 8
    settle_books books >"$HARNESS_DIR/settled" && return
    # A complaint is what notices; books that could not be kept are no proof.
    [[ -s $HARNESS_DIR/books.complaints ]] || exit 2
    head -n 3 "$HARNESS_DIR/books.complaints"
    return 1
}
restore() {
    bash tests/dump/restore.sh 2>&1 | grep '^not ok'
    [[ ${PIPESTATUS[0]} -eq 0 ]]
}
if [[ $# -gt 0 ]]; then
    "$1"
    exit
fi

is_noticed() {
    local reason status=0
    [[ -d $place/overlay ]] || return
    reason=$(check "$1" 2>&1) || status=$?
    while read -r line; do
        say "    $line"
    done <<<"$reason"
    [[ $status -eq 1 ]] || { echo "status $status: $reason"; return 1; }
}

mkdir -p "$place"
ok 'the sources are copied' copy_sources
[[ -z ${CYCLES:-} ]] || ok 'they are built' builds module
for patch in "$mutants"/*.patch; do
    needs=scripts
    ! grep -q '^+++ b/.*\.cpp' "$patch" || needs=module
    [[ $needs == scripts || -n ${CYCLES:-} ]] || continue
    name=$(basename "$patch" .patch)
    test=$(sed -n 's/^Caught by: //p' "$patch")
    say "$name: $(head -n 1 "$patch")"
    ok "$name: the patch fits" applies --input="$patch"
    ok "$name: it is built" builds "$needs"
    ok "$name: it is noticed, by the test \"$test\"" is_noticed "$test"
    applies --reverse --quiet --input="$patch" || exit 1
done
done_testing
