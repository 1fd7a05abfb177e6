#!/usr/bin/env bash
# P8: plan_route() where every lane has a timetable, against the same network without any: 10,000 facilities, 50,000
# lanes, ten destinations, both warm. That the plans are right is the unit tests' to show, against all walks.
set -euo pipefail
shopt -s inherit_errexit
source "$(dirname "$0")/../lib/figure.sh"

for world in timetables bench; do
    make_world facilities=10000 rules=1
    run_sql edges
    [[ $world == bench ]] || run_sql timetables
done
micros_a_plan() {
    run_clients 1 plan_route 100 | awk '{ $1 = 1e6 / $1; print }'
}
ours() { PGDATABASE=timetables micros_a_plan; }
baseline() { micros_a_plan; }
compare P8 'µs a plan' '<= 50' 'plan_route(), a timetable on every lane' 'the same network without timetables'
sql --command='DROP DATABASE timetables'
