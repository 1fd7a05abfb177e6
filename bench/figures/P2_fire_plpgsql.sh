#!/usr/bin/env bash
# P2: P1 against the same logic in PL/pgSQL, with pg_notify in the transaction.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

shops=100
refusals=10000
make_held_world
run_sql fire_function
start_listeners refusal.shop twin.shop
ours() { run_clients 16 fire; }
baseline() { run_clients 16 fire_plpgsql; }
compare P2 'events/s' '>= 2.5' 'fire(), 16 clients' 'the same logic in PL/pgSQL with pg_notify'
