# Sourced by the figures that record: a parcel is refused once, so there must be more than their turns can use up.

# make_parcel_world MOST: refusals to take as samples, twins, and parcels for MOST refusals a second.
make_parcel_world() {
    shops=10
    refusals=1000
    parcels=$((refusals + $1 * ROUNDS * (warm_up + SECONDS_PER_ROUND)))
    make_world shops="$shops" facilities=1000 rules=100 parcels="$parcels"
    run_sql capture shops="$shops" refusals="$refusals"
    run_sql twins
    run_sql samples
}
