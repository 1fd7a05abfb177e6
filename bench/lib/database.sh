# Sourced by lib/figure.sh: the database `bench`, where every figure has a world of its own.
world=bench

sql() {
    psql --no-psqlrc --quiet --tuples-only --no-align --set=ON_ERROR_STOP=1 "$@"
}

# What is not given is small. The variables are in sql/world.sql.
make_world() {
    local setting variables=()
    for setting in shops=1 facilities=1000 rules=100 action=return parcels=0 "$@"; do
        variables+=("--set=$setting")
    done
    say "making a world: $*"
    export PGOPTIONS='-c client_min_messages=warning'
    PGDATABASE=postgres sql --command="DROP DATABASE IF EXISTS $world" --command="CREATE DATABASE $world"
    export PGDATABASE=$world
    sql "${variables[@]}" --file="$bench/sql/world.sql"
}

# run_sql FILE [name=value …]: a script of bench/sql
run_sql() {
    local file=$1 setting variables=()
    shift
    for setting in "$@"; do
        variables+=("--set=$setting")
    done
    sql "${variables[@]}" --file="$bench/sql/$file.sql"
}

# Refusals that a hold keeps where they are, so that the same event may come again and again; and their twins.
make_held_world() {
    make_world action=hold shops="$shops" rules=20 parcels="$refusals"
    run_sql capture shops="$shops" refusals="$refusals"
    run_sql twins
}

# From here on the progress of a figure goes to the terminal; what a side measures is its standard output.
say() {
    printf '  %s\n' "$1" >&2
}
