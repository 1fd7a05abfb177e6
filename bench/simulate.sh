#!/usr/bin/env bash
# simulate.sh: how many refusals a minute refusal.simulate() replays: a shop's scenario of RULES rules on its own
# history, in a network of FACILITIES facilities, by an ordinary role under row security. Prints the rounds, and what
# the backend took of memory.
#
# REFUSALS is how much history there is, ROUNDS how often it is replayed.
set -euo pipefail
shopt -s inherit_errexit
cd "$(dirname "$0")/.."
refusals=${REFUSALS:-100000} rules=${RULES:-100} facilities=${FACILITIES:-1000} rounds=${ROUNDS:-3}
source tests/harness/server.sh
source bench/lib/settings.sh
source bench/lib/database.sh
bench=$PWD/bench
server_create main "${server_settings[@]}" fsync=off

make_world shops=1 rules="$rules" facilities="$facilities" parcels="$refusals"
say "recording $refusals refusals"
run_sql capture shops=1 refusals="$refusals"
sql --command='VACUUM ANALYZE'

# Superusers read the backend's memory, and only they.
for ((round = 1; round <= rounds; ++round)); do
    sql <<'SQL'
SET ROLE bench_client;
SELECT clock_timestamp() AS began \gset
SELECT count(*) AS replayed, count(*) FILTER (WHERE (action_was, destination_was, cost_was)
    IS DISTINCT FROM (action_now, destination_now, cost_now)) AS changed
FROM refusal.simulate(1, '-infinity', 'infinity') \gset
SELECT extract(epoch FROM clock_timestamp() - :'began')::numeric(9, 2) AS seconds \gset
RESET ROLE;
SELECT format('%s refusals in %s s: %s a minute; %s of them decided otherwise, %s kB of memory', :replayed, :seconds,
    round(:replayed / :seconds * 60), :changed,
    substring(pg_read_file('/proc/' || pg_backend_pid() || '/status') FROM 'RssAnon:\s+(\d+)'));
SQL
done
