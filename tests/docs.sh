#!/usr/bin/env bash
# docs.sh [--write]: the documentation against the code. Every ```sql block of README.md and docs/*.md is executed,
# page by page, in one psql session and one new database per page; what it prints must be the ```text block that
# follows it, where one does. A block marked ```sql error must fail, as shown. --write puts what the examples print
# into the pages, for an author to read before it is kept.
set -uo pipefail
cd "$(dirname "$0")/.."
source tests/harness/tap.sh

database=refusal_docs
export PGOPTIONS='-c client_min_messages=warning'
shopt -s nullglob
pages=(README.md docs/*.md)
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT

admin() {
    psql --no-psqlrc --quiet --tuples-only --no-align --dbname=postgres --command="$1"
}

# Splits a page into $scratch/script and, block by block, kind.N, line.N and expected.N (where output is shown).
# The text block belongs to the example when nothing but blank lines is between the two.
split_page() {
    awk -v dir="$scratch" '
        /^```sql( error)?$/ {
            n++; inside = "sql"; follows = 0
            print ($2 == "error" ? "error" : "works") > (dir "/kind." n)
            print NR > (dir "/line." n)
            stop = $2 == "error" ? "off" : "on"
            print "\\set ON_ERROR_STOP " stop "\n\\echo @@ " n > (dir "/script")
            next
        }
        /^```text$/ && follows { inside = "text"; printf "" > (dir "/expected." n); next }
        /^```/ && inside == "sql" { inside = ""; follows = 1; next }
        /^```/ && inside == "" { inside = "other"; follows = 0; next }
        /^```/ { inside = ""; follows = 0; next }
        inside == "sql" { print > (dir "/script") }
        inside == "text" { print > (dir "/expected." n) }
        inside == "" && NF > 0 { follows = 0 }
        END { print "\\echo @@ end" > (dir "/script") }' "$1"
}

# One session, as a reader would have it. What an example printed is in got.N, if it was reached.
play_page() {
    local before role
    before=$(admin "SELECT string_agg(quote_literal(rolname), ',') FROM pg_roles")
    admin "DROP DATABASE IF EXISTS $database" && admin "CREATE DATABASE $database" || return
    # Line by line: what a program prints that an example runs by \! comes between psql's own lines.
    stdbuf --output=L psql --no-psqlrc --quiet --set=VERBOSITY=verbose --set=SHOW_CONTEXT=never --dbname="$database" <"$scratch/script" 2>&1 |
        awk -v dir="$scratch" '
            /^@@ / { if ($2 == "end") exit; file = dir "/got." $2; printf "" > file; next }
            file != "" && !/^LOCATION:  / { print > file }'
    admin "DROP DATABASE $database"
    # What the page granted to its roles has gone with the database.
    for role in $(admin "SELECT quote_ident(rolname) FROM pg_roles WHERE rolname NOT IN ($before)"); do
        admin "DROP ROLE $role"
    done
}

# Without the blanks that psql puts at the end of a line and of an answer.
trimmed() {
    awk '{ sub(/[ \t]+$/, "") } NF == 0 { blank++; next } { for (; blank > 0; blank--) print ""; print }' "$1"
}

# And without what no two runs have in common: process ids, channel names, positions in the feed, times of the clock and
# until when.
plain() {
    trimmed "$1" | sed -E 's/PID [0-9]+/PID …/; s/refusal_[0-9a-f]{32}/refusal_…/g
        s/[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{16}/POSITION/g
        s/[0-9-]{10}T[0-9:.]{8,15}\+00:00/TIME/g; s/^[0-9]{2}:[0-9]{2}:[0-9]{2} /TIME /
        s/in [0-9]+ seconds/in … seconds/'
}

check_example() {
    local n=$1 got=$scratch/got.$1
    if [[ ! -f $got ]]; then
        echo 'the session ended before it'
        return 1
    fi
    if [[ $(<"$scratch/kind.$n") == error ]]; then
        grep -qE '^ERROR:  [0-9A-Z]{5}: ' "$got" || { echo 'it did not fail:'; cat "$got"; return 1; }
        [[ -f $scratch/expected.$n ]] || { echo 'no error is shown after it'; return 1; }
    elif grep -E '^(ERROR|FATAL|PANIC):  ' "$got"; then
        return 1
    fi
    if [[ -f $scratch/expected.$n ]]; then
        diff -u --label shown --label printed <(plain "$scratch/expected.$n") <(plain "$got")
    fi
}

# What a page is to show: what it shows already, where nothing but a process id differs.
printed() {
    if [[ -f $scratch/expected.$1 && $(plain "$scratch/expected.$1") == "$(plain "$scratch/got.$1")" ]]; then
        cat "$scratch/expected.$1"
    else
        trimmed "$scratch/got.$1"
    fi
}

write_page() {
    awk -v dir="$scratch" '
        /^```sql( error)?$/ { n++; inside = "sql"; print; next }
        /^```text$/ && follows {
            print
            while ((getline line < (dir "/printed." n)) > 0) print line
            inside = "text"; next
        }
        /^```/ && inside == "sql" { inside = ""; follows = 1; print; next }
        /^```/ && inside == "" { inside = "other"; follows = 0; print; next }
        /^```/ { inside = ""; follows = 0; print; next }
        inside == "text" { next }
        inside == "" && NF > 0 { follows = 0 }
        { print }' "$1" >"$scratch/page" && cp "$scratch/page" "$1"
}

play() {
    local page=$1 n examples
    rm -f "$scratch"/*
    split_page "$page"
    examples=$(find "$scratch" -name 'kind.*' | wc -l)
    ok "$page has an example that is executed" test "$examples" -gt 0
    [[ $examples -gt 0 ]] || return
    play_page
    for ((n = 1; n <= examples; n++)); do
        ok "$page, line $(<"$scratch/line.$n"): the example $(sed 's/error/fails/' "$scratch/kind.$n") as shown" \
            check_example "$n"
        [[ ! -f $scratch/got.$n ]] || printed "$n" >"$scratch/printed.$n"
    done
    [[ $mode != --write ]] || write_page "$page"
}

# Of the examples that work; to be shown failing is not to be shown.
executed_sql() {
    awk '/^```sql$/ { inside = 1; next } /^```/ { inside = 0 } inside' "${pages[@]}"
}

has_example() {
    grep -qE "refusal\.$1 *\(" <<<"$examples_text"
}

# Links to files of this checkout, from any page of prose.
broken_links() {
    local target found=0
    while read -r target; do
        case $target in
        http://* | https://* | mailto:* | '#'*) continue ;;
        esac
        if [[ ! -e $(dirname "$1")/${target%%#*} ]]; then
            echo "$target"
            found=1
        fi
    done < <(grep -oE '\]\([^) ]+\)' "$1" | sed -E 's/^\]\((.*)\)$/\1/')
    return "$found"
}

mode=${1:-}
for page in "${pages[@]}"; do
    play "$page"
done
examples_text=$(executed_sql)
for file in functions/*/*.sql; do
    name=$(basename "$file" .sql)
    [[ $file == functions/internal/* ]] || ok "refusal.$name() has an example" has_example "$name"
done
for page in *.md docs/*.md; do
    ok "every link of $page leads to a file" broken_links "$page"
done
done_testing
