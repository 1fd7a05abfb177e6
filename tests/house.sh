#!/usr/bin/env bash
# The rules of the house that a machine can check without a server.
set -uo pipefail
cd "$(dirname "$0")/.."
source tests/harness/tap.sh
source build/config.sh

# The configuration refuses to go on where the list and the tree differ.
sql_is_listed() {
    cmake -S . -B build
}

# A file under functions/ creates one object, and is named after it.
misnamed_functions() {
    local file created found=0
    while read -r file; do
        created=$(sed -nE 's/^CREATE OR REPLACE (FUNCTION|PROCEDURE|AGGREGATE) ([a-z_]+)\.([a-z0-9_]+).*/\3/p' "$file")
        if [[ $created != "$(basename "$file" .sql)" ]]; then
            echo "$file creates: ${created:-nothing}"
            found=1
        fi
    done < <(find functions -name '*.sql')
    return "$found"
}

# The module's dynamic symbols that the server has no use for.
foreign_exports() {
    ! nm --dynamic --defined-only --format=posix build/pg_refusal.so | awk '{ print $1 }' |
        grep -vE '^(_PG_init|Pg_magic_func|pg_finfo_.*|refusal_.*)$'
}

long_files() {
    ! find extension sql functions clients tests bench cmake docs -type f \
        \( -name '*.[ch]pp' -o -name '*.sql' -o -name '*.sh' -o -name '*.cmake' \) -exec wc -l {} + |
        awk '$1 > 450 && $2 != "total"' | grep .
}

ok 'cmake/Sql.cmake names every SQL file exactly once' sql_is_listed
ok 'a file under functions/ creates one object and bears its name' misnamed_functions
ok 'the module exports its entry points and nothing else' foreign_exports
ok 'no file is longer than 450 lines' long_files
is 'META.json has the version of the control file' \
    "$(sed -nE 's/^   "version": "([0-9]+\.[0-9]+)\..*/\1/p' META.json)" "$PG_REFUSAL_VERSION"
done_testing
