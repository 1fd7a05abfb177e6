#!/bin/sh
# concatenate.sh OUTPUT STATEMENT FILE…: write an extension script of the files, in order. A .sql file goes in
# as it is, a .csv file as the INSERT of its rows. STATEMENT is what runs the script.
set -eu
output=$1
statement=$2
shift 2

{
    # For psql, that is: the server takes lines that begin with \echo out before it runs a script.
    printf '\\echo Use "%s" to load this file. \\quit\n\n' "$statement"
    printf 'SET LOCAL search_path TO pg_catalog, pg_temp;\n'
    for file in "$@"; do
        printf '\n-- %s\n' "$file"
        case $file in
        *.csv) awk -f cmake/seed.awk "$file" ;;
        *) cat "$file" ;;
        esac
    done
} >"$output.new"
# Never half a script under the final name.
mv "$output.new" "$output"
