#!/usr/bin/env bash
# The cabinet in a browser: a real server, a real cabinet, a real Chromium. Pictures of the pages:
# build/test/browser/. ONLY='database|session' runs the tests whose names match.
source "$(dirname "${BASH_SOURCE[0]}")/../harness/own-servers.sh"

source tests/browser/fixture/packages.sh

packages=$PWD/build/browser
mkdir -p build/test/browser
fetch_packages tests/browser "$packages" || exit 1
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
