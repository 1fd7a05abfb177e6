#!/usr/bin/env bash
# The cabinet in a browser: a real server, a real cabinet, a real Chromium. Pictures of the pages: build/test/browser/.
# ONLY='database|session' runs the tests whose names match.
source "$(dirname "${BASH_SOURCE[0]}")/../harness/own-servers.sh"

# The driver of the browser is fetched beside the checkout, which stays as it is.
packages=$PWD/build/browser
mkdir -p "$packages" build/test/browser
cp tests/browser/{package.json,package-lock.json,.npmrc} "$packages"
if [[ ! -f $packages/node_modules/.package-lock.json || $packages/package-lock.json -nt $packages/node_modules/.package-lock.json ]]; then
    npm --prefix "$packages" ci --ignore-scripts --no-audit --no-fund --loglevel=error >&2 || exit 1
fi
rm -rf "$packages/tests"
cp -r tests/browser "$packages/tests"

server_create main fsync=off || exit 1
createdb browser || exit 1
export PGDATABASE=browser
sql --file=docs/examples/world.sql --file=tests/browser/fixture/shops.sql || exit 1

# The tests stop and start the server, too.
export HARNESS_DIR PG_BINDIR
export -f as_server server_stop server_start server_use
export CABINET_PROGRAM=$PWD/build/bin/pg_refusal PICTURES=$PWD/build/test/browser
CHROMIUM=$(command -v chromium)
export CHROMIUM
node --test-reporter=tap ${ONLY:+--test-name-pattern="$ONLY"} "$packages/tests/all.mjs"
