#!/bin/sh
# configure.sh BUILD [CMAKE_FLAG…]: run CMake's configure step, with Ninja where there is one.
set -eu
cd "$(dirname "$0")/.."
build=$1
shift

if ! command -v cmake >/dev/null; then
    echo "cmake is not installed: run \"make packages\" (Debian), or install what CONTRIBUTING.md lists" >&2
    exit 1
fi

# A build tree keeps the generator it was made with.
if [ ! -f "$build/CMakeCache.txt" ] && command -v ninja >/dev/null; then
    set -- -G Ninja "$@"
fi
if [ -n "${PG_CONFIG:-}" ]; then
    set -- "-DPG_CONFIG=$PG_CONFIG" "$@"
fi

# Two lines of paths on every call would hide what matters.
if ! report=$(cmake -S . -B "$build" "$@" 2>&1); then
    printf '%s\n' "$report" >&2
    exit 1
fi
