#!/usr/bin/env bash
# extension/core stands without PostgreSQL. It is compiled without the server's include path and the unit tests
# link it without a server; here: it includes nothing but itself, the C++ standard library, LEMON, which is headers, and
# what the compiler has of the processor's instructions.
set -uo pipefail
cd "$(dirname "$0")/.."
source tests/harness/tap.sh

# Prints the includes of a file that are none of these; succeeds when there are none.
foreign_includes() {
    local line name found=0
    while read -r line; do
        name=$(sed -E 's/^[^"<]*["<]([^">]*)[">].*/\1/' <<<"$line")
        case $line in
        *'"'*) [[ -f extension/core/${name#core/} ]] && continue ;;
        *'<'*) [[ $name =~ ^(lemon/[a-z_]+\.h|[a-z_]+|cpuid\.h|immintrin\.h)$ ]] && continue ;;
        esac
        echo "$line"
        found=1
    done < <(grep -E '^[[:space:]]*#[[:space:]]*include' "$1")
    return "$found"
}

for file in extension/core/*.hpp extension/core/*.cpp; do
    ok "$file includes nothing but the core, the standard library, LEMON and the compiler's own" foreign_includes "$file"
done
done_testing
