#pragma once

#include "backend/server/spi.hpp"
#include "core/time.hpp"

namespace refusal::backend {

// A tstzrange, half open.
struct Period {
    core::Micros from = core::beginning_of_time;
    core::Micros until = core::end_of_time;

    [[nodiscard]] bool contains(core::Micros time) const { return from <= time && time < until; }
};

// What a query selects for period_of().
#define PERIOD_COLUMNS(range)                                                                                 \
    "lower(" range "), upper(" range "), lower_inc(" range "), upper_inc(" range "), isempty(" range ")"

inline Period period_of(const Rows &rows, std::size_t row, int first_column) {
    if (rows.boolean(row, first_column + 4))
        return {0, 0};
    Period period;
    const Value lower = rows.get(row, first_column);
    const Value upper = rows.get(row, first_column + 1);
    if (!lower.null)
        period.from = DatumGetTimestampTz(lower.datum);
    if (!upper.null)
        period.until = DatumGetTimestampTz(upper.datum);
    // Infinity as a bound is no bound: there is nothing beyond it.
    if (!TIMESTAMP_NOT_FINITE(period.from) && !rows.boolean(row, first_column + 2))
        ++period.from;
    if (!TIMESTAMP_NOT_FINITE(period.until) && rows.boolean(row, first_column + 3))
        ++period.until;
    return period;
}

} // namespace refusal::backend
