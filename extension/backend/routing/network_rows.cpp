#include "backend/routing/network_rows.hpp"

#include "backend/journal/period.hpp"
#include "backend/server/time_zone.hpp"

namespace refusal::backend {

namespace {

// Money as whole minor units: the table's type has two decimals, and a big network has many amounts.
#define FACILITIES                                                                                                    \
    "SELECT facility_id, code::text, kind, shop_id, supplier::text, timezone::text, (handling_cost * 100)::int8, "     \
    "(sorting_cost * 100)::int8, (storage_cost_per_day * 100)::int8, (redelivery_cost * 100)::int8, handling_time, "   \
    "sorting_time, opens_at, closes_at, active FROM refusal.facility"
#define LANES                                                                                                         \
    "SELECT lane_id, from_facility_id, to_facility_id, (cost_per_parcel * 100)::int8, (cost_per_kg * 100)::int8, "     \
    "transit_time, departures, " PERIOD_COLUMNS("valid") " FROM refusal.lane "                                          \
    "WHERE (departures IS NULL OR capacity IS DISTINCT FROM 0)"

constexpr std::size_t rows_between_polls = 1024;

std::optional<core::Micros> time_of_day(const Rows &rows, std::size_t row, int column) {
    const Value found = rows.get(row, column);
    return found.null ? std::nullopt : std::optional<core::Micros>(DatumGetTimeADT(found.datum));
}

std::vector<core::Facility> facilities_of(const Rows &rows) {
    std::unordered_map<std::string, std::shared_ptr<const core::Zone>> zones;
    std::vector<core::Facility> facilities;
    facilities.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (row % rows_between_polls == 0)
            check_interrupts();
        core::Facility facility;
        facility.id = rows.integer(row, 1);
        facility.code = rows.text(row, 2);
        facility.kind = core::facility_kind(rows.text(row, 3)).value();
        facility.shop_id = rows.optional_int32(row, 4).value_or(0);
        facility.supplier = rows.text(row, 5);
        facility.handling_cost = rows.bigint(row, 7);
        facility.sorting_cost = rows.bigint(row, 8);
        facility.storage_cost_per_day = rows.bigint(row, 9);
        facility.redelivery_cost = rows.bigint(row, 10);
        facility.handling_time = micros_of(rows.get(row, 11).datum, "handling_time");
        facility.sorting_time = micros_of(rows.get(row, 12).datum, "sorting_time");
        facility.opens_at = time_of_day(rows, row, 13);
        facility.closes_at = time_of_day(rows, row, 14);
        facility.active = rows.boolean(row, 15);
        std::shared_ptr<const core::Zone> &zone = zones[rows.text(row, 6)];
        if (!zone)
            zone = load_zone(rows.text(row, 6));
        facility.zone = zone;
        facilities.push_back(std::move(facility));
    }
    return facilities;
}

std::vector<core::Lane> lanes_of(const Rows &rows) {
    std::vector<core::Lane> lanes;
    lanes.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row) {
        if (row % rows_between_polls == 0)
            check_interrupts();
        core::Lane lane;
        lane.id = rows.integer(row, 1);
        lane.from = rows.integer(row, 2);
        lane.to = rows.integer(row, 3);
        lane.cost_per_parcel = rows.bigint(row, 4);
        lane.cost_per_kg = rows.bigint(row, 5);
        lane.transit_time = micros_of(rows.get(row, 6).datum, "transit_time");
        lane.timetabled = !rows.is_null(row, 7);
        if (lane.timetabled)
            lane.departures = rows.integers(row, 7);
        const Period valid = period_of(rows, row, 8);
        lane.valid_from = valid.from;
        lane.valid_until = valid.until;
        lanes.push_back(std::move(lane));
    }
    return lanes;
}

} // namespace

std::vector<core::Facility> read_facilities() {
    static Statement all(FACILITIES, {});
    return facilities_of(all.run({}, Statement::Snapshot::fresh));
}

std::vector<core::Facility> read_facilities(const std::vector<std::int32_t> &ids) {
    static Statement some(FACILITIES " WHERE facility_id = ANY ($1)", {INT4ARRAYOID});
    return facilities_of(some.run({array_value(ids)}, Statement::Snapshot::fresh));
}

std::vector<core::Lane> read_lanes() {
    static Statement all(LANES, {});
    return lanes_of(all.run({}, Statement::Snapshot::fresh));
}

std::vector<core::Lane> read_lanes(const std::vector<std::int32_t> &ids,
                                   const std::vector<std::int32_t> &facility_ids) {
    static Statement some(LANES " AND (lane_id = ANY ($1) OR from_facility_id = ANY ($2) OR to_facility_id = ANY ($2))",
                          {INT4ARRAYOID, INT4ARRAYOID});
    return lanes_of(some.run({array_value(ids), array_value(facility_ids)}, Statement::Snapshot::fresh));
}

} // namespace refusal::backend
