#!/usr/bin/env bash
# with-server.sh [setting=value …] -- COMMAND …: run a command beside a private server that has pg_refusal
# installed. PGHOST, PGUSER and PGDATABASE lead to an empty database, `refusal`; the server's programs and the
# client are first on the PATH. `with-server.sh -- psql` is a server to play with.
set -euo pipefail
source "$(dirname "${BASH_SOURCE[0]}")/server.sh"

settings=()
while [[ $# -gt 0 && $1 != -- ]]; do
    settings+=("$1")
    shift
done
if [[ $# -lt 2 ]]; then
    echo "usage: with-server.sh [setting=value …] -- COMMAND …" >&2
    exit 2
fi
shift

server_create main "${settings[@]}"
createdb refusal
export PGDATABASE=refusal
"$@"
