#include "backend/decision/delivery_window.hpp"

#include "backend/server/arguments.hpp"

namespace refusal::backend {

DeliveryWindow delivery_window(Change &change) {
    // The zone's own rules apply: a day on which the clocks change is an hour longer or shorter.
    static Statement find("SELECT day, (day + coalesce($2::time, '00:00')) AT TIME ZONE zone, "
                          "(CASE WHEN $3::time IS NULL THEN (day + 1)::timestamp ELSE day + $3::time END) AT TIME ZONE zone "
                          "FROM (SELECT $1::date AS day, coalesce((SELECT f.timezone::text FROM refusal.facility f "
                          "WHERE f.facility_id = $4), $5) AS zone) AS wanted",
                          {TEXTOID, TEXTOID, TEXTOID, INT4OID, TEXTOID});
    const std::optional<std::string> from = change.payload_text("from");
    const std::optional<std::string> until = change.payload_text("until");
    const AsOwner owner;
    const Rows rows = find.run({value(change.payload_text("date")), value(from), value(until),
                                value(change.row.integer(Col::facility_id)), value(change.shop().timezone)});
    DeliveryWindow window;
    window.day = DatumGetDateADT(rows.get(0, 1).datum);
    window.one_sided = from.has_value() != until.has_value();
    window.from = DatumGetTimestampTz(rows.get(0, 2).datum);
    window.until = DatumGetTimestampTz(rows.get(0, 3).datum);
    if (TIMESTAMP_NOT_FINITE(window.from) || TIMESTAMP_NOT_FINITE(window.until))
        malformed("\"date\" must be finite");
    return window;
}

std::optional<WindowFault> fault_of(const DeliveryWindow &window, TimestampTz now) {
    if (window.one_sided)
        return WindowFault{"the hours of the attempt are open at one end",
                           "Give payload keys \"from\" and \"until\", or neither."};
    if (window.until <= window.from)
        return WindowFault{"the hours of the attempt end before they begin",
                           "Both are of the same day, by the clock of the facility; its end is 24:00."};
    if (window.until <= now)
        return WindowFault{"the attempt would be in the past",
                           "It would end at " + time_text(window.until) + ": name a day, or hours, still to come."};
    return std::nullopt;
}

void keep_window(Change &change, const DeliveryWindow &window) {
    change.row.set(Col::redeliver_on, datum_value(DateADTGetDatum(window.day)));
    change.row.set_time(Col::redeliver_from, window.from);
    change.row.set_time(Col::redeliver_until, window.until);
}

void forget_window(Change &change) {
    for (const Col col : {Col::redeliver_on, Col::redeliver_from, Col::redeliver_until})
        change.row.set_null(col);
}

} // namespace refusal::backend
