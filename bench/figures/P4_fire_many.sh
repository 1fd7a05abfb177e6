#!/usr/bin/env bash
# P4: fire_many(), a thousand events a call.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

shops=100
refusals=10000
make_held_world
ours() { run_clients 1 fire_many 1000; }
baseline() { run_clients 1 fire_many_twin 1000; }
compare P4 'events/s' '>= 0.5' 'fire_many(), 1,000 a call, 1 client' 'UPDATE and INSERT of the same rows, set-based'
