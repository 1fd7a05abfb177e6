# Sourced by bash tests that prove runs: the Test Anything Protocol.
#
#   ok NAME COMMAND …           passes when the command succeeds; what it printed is shown when it fails
#   is NAME GOT EXPECTED        passes when the two are the same text
#   done_testing                the plan; the last line of a test script

tap_count=0
tap_failed=0

tap_report() {
    tap_count=$((tap_count + 1))
    if [[ $1 -eq 0 ]]; then
        echo "ok $tap_count - $2"
    else
        tap_failed=$((tap_failed + 1))
        echo "not ok $tap_count - $2"
        sed 's/^/# /' <<<"$3" >&2
    fi
}

ok() {
    local name=$1 output status=0
    shift
    # In this shell, not in a subshell of it: the command may be `wait`, or start a server.
    output=$(mktemp)
    "$@" >"$output" 2>&1 || status=$?
    tap_report "$status" "$name" "$(<"$output")"
    rm -f "$output"
}

is() {
    local difference status=0
    difference=$(diff -u --label expected --label got <(printf '%s\n' "$3") <(printf '%s\n' "$2")) || status=$?
    tap_report "$status" "$1" "$difference"
}

done_testing() {
    echo "1..$tap_count"
    [[ $tap_failed -eq 0 ]]
}
