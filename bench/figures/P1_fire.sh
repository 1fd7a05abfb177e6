#!/usr/bin/env bash
# P1: fire(), one event a transaction, while a listener for each ten shops hears of it.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

shops=100
refusals=10000
make_held_world
start_listeners refusal.shop
ours() { run_clients 16 fire; }
baseline() { run_clients 16 fire_twin; }
compare P1 'events/s' '>= 0.85' 'fire(), 16 clients' 'one statement writing the same rows'
