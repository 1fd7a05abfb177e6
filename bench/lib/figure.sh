# Sourced by a figure's script, which bench/run.sh runs beside a private server: all it takes to measure one figure.
#
#   make_world [name=value …]     an empty database with sql/world.sql in it; make_twins: and twins of what is written
#   run_clients N SCRIPT [ROWS]   a round of pgbench; prints what `compare` takes
#   compare ID UNIT BAR WHAT AGAINST     rounds of the functions `ours` and `baseline` in turn, and the figure
#
# BAR is ">= 0.85" and the like; UNIT is what a side prints a number of. "difference" as the sixth argument: the figure
# is ours minus the baseline, not ours over it.
bench=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
source "$bench/lib/database.sh"
source "$bench/lib/clients.sh"
source "$bench/lib/compare.sh"
