#!/usr/bin/env bash
# What the cabinet's pages work out, without a browser: texts, filters, explanations, what live events change.
cd "$(dirname "$0")/../.." || exit 1
source tests/browser/fixture/packages.sh

copy=$PWD/build/web-tests
fetch_packages clients/cabinet/web "$copy" || exit 1
rm -rf "$copy"/{src,tests}
cp -r clients/cabinet/web/{src,tests,package.json,tsconfig.json} "$copy"
npm --prefix "$copy" run --silent test
