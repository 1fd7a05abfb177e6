# Sourced by bash tests: asking the server that libpq's environment names.
#
#   sql [OPTION …]           psql, bare, which stops at the first error
#   yes [OPTION …] QUERY     is its answer t?
#   eventually COMMAND …     until it succeeds, a minute at most; then as it ends

sql() {
    PGOPTIONS="-c client_min_messages=warning ${PGOPTIONS:-}" psql --no-psqlrc --quiet --tuples-only --no-align \
        --set=ON_ERROR_STOP=1 "$@"
}

yes() {
    [[ $(sql "${@:1:$#-1}" --command="${!#}") == t ]]
}

eventually() {
    local attempt
    for ((attempt = 0; attempt < 600; attempt++)); do
        "$@" >/dev/null 2>&1 && return
        sleep 0.1
    done
    "$@"
}
