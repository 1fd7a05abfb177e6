#include "backend/server/time_zone.hpp"

namespace refusal::backend {

namespace {

constexpr core::Micros micros_per_year = 366 * core::micros_per_day;
constexpr core::Micros unix_epoch =
    core::Micros{UNIX_EPOCH_JDATE - POSTGRES_EPOCH_JDATE} * core::micros_per_day;

// Asked of the SQL operator itself: what it takes for a zone (a name, an abbreviation, a POSIX rule), and in which
// order, differs between server versions.
core::Micros offset_at(const std::string &name, core::Micros utc) {
    return backend_call([zone = name.c_str(), utc] {
        const Datum local = DirectFunctionCall2(timestamptz_zone, CStringGetTextDatum(zone), TimestampTzGetDatum(utc));
        return core::Micros{DatumGetTimestamp(local)} - utc;
    });
}

std::optional<core::Micros> next_boundary(const pg_tz *zone, core::Micros utc) {
    const auto seconds = static_cast<pg_time_t>((utc - unix_epoch) / core::micros_per_second);
    long before = 0;
    long after = 0;
    int summer_before = 0;
    int summer_after = 0;
    pg_time_t boundary = 0;
    if (pg_next_dst_boundary(&seconds, &before, &summer_before, &boundary, &after, &summer_after, zone) != 1)
        return std::nullopt;
    return core::Micros{boundary} * core::micros_per_second + unix_epoch;
}

} // namespace

std::shared_ptr<const core::Zone> load_zone(const std::string &name) {
    const core::Micros now = GetCurrentTimestamp();
    const core::Micros last = now + 12 * micros_per_year;
    core::Micros time = now - 2 * micros_per_year;
    std::vector<core::Zone::Change> changes{{time, offset_at(name, time)}};
    // An abbreviation is no zone's name: its offset is fixed.
    const pg_tz *zone = backend_call([text = name.c_str()] { return static_cast<const pg_tz *>(pg_tzset(text)); });
    while (zone != nullptr) {
        const std::optional<core::Micros> boundary = next_boundary(zone, time);
        if (!boundary || *boundary > last)
            break;
        time = *boundary;
        changes.push_back({time, offset_at(name, time)});
    }
    return std::make_shared<const core::Zone>(std::move(changes));
}

} // namespace refusal::backend
