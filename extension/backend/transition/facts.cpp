#include "backend/decision/decision.hpp"
#include "backend/routing/network_cache.hpp"

// One refusal as the rules see it.
namespace refusal::backend {

namespace {

// The deepest node that holds both; none: they share not even a root.
std::optional<std::string> common_node(const std::string &left, const std::string &right) {
    std::size_t shared = 0;
    for (std::size_t at = 0;; ++at) {
        const bool left_ends = at == left.size() || left[at] == '.';
        const bool right_ends = at == right.size() || right[at] == '.';
        if (left_ends && right_ends)
            shared = at;
        if (at >= left.size() || at >= right.size() || left[at] != right[at])
            break;
    }
    return shared == 0 ? std::nullopt : std::optional(left.substr(0, shared));
}

int weekday_of(TimestampTz time, const std::string &zone_name) {
    return backend_call([time, name = zone_name.c_str()] {
        pg_tz *zone = pg_tzset(name);
        pg_tm tm{};
        fsec_t fraction = 0;
        int offset = 0;
        if (zone == nullptr || timestamp2tm(time, &offset, &tm, &fraction, nullptr, zone) != 0)
            ereport(ERROR, (errcode(ERRCODE_INVALID_PARAMETER_VALUE), errmsg("time zone \"%s\" is not known", name)));
        const int day = j2day(date2j(tm.tm_year, tm.tm_mon, tm.tm_mday)); // Sunday is 0
        return day == 0 ? 7 : day;
    });
}

// What of the parcel is refused, by value; by units where the lines have no prices.
struct Share {
    core::Money refused = 0;
    core::Money shipped = 0;
    std::int64_t refused_units = 0;
    std::int64_t shipped_units = 0;
};

std::int64_t share_of_weight(std::int64_t grams, const Share &share) {
    if (share.shipped > 0)
        return core::round_half_up(core::Wide{grams} * share.refused, share.shipped);
    if (share.shipped_units > 0)
        return core::round_half_up(core::Wide{grams} * share.refused_units, share.shipped_units);
    return grams;
}

} // namespace

core::Facts facts_of(Change &change) {
    const Row &row = change.row;
    const Parcel &parcel = change.parcel();
    core::Facts facts;
    facts.reason = row.text(Col::reason);
    facts.region = parcel.region;
    if (!row.null(Col::courier))
        facts.courier = row.text(Col::courier);
    if (!row.null(Col::supplier))
        facts.supplier = row.text(Col::supplier);
    if (const core::Facility *entry = network().network->by_id(row.integer(Col::entry_facility_id)))
        facts.facility = entry->code;
    facts.outcome = row.text(Col::outcome) == "full" ? core::Outcome::full : core::Outcome::partial;
    facts.payment = parcel.cod_amount > 0 ? core::Payment::cod : core::Payment::prepaid;
    facts.attempt = std::max<std::int64_t>(row.integer(Col::attempt), 1);
    facts.weekday = weekday_of(row.time(Col::occurred_at), change.shop().timezone);

    Share share;
    bool first = true;
    for (const LineChange &line : change.lines()) {
        const ParcelLine *shipped = parcel.line(line.line_no);
        if (shipped == nullptr)
            continue;
        share.refused = core::add(share.refused, core::multiply(shipped->unit_price, line.refused));
        share.shipped = core::add(share.shipped, core::multiply(shipped->unit_price, line.shipped));
        share.refused_units += line.refused;
        share.shipped_units += line.shipped;
        if (line.refused == 0)
            continue;
        const std::optional<std::string> &category = shipped->category ? shipped->category : parcel.category;
        if (first)
            facts.category = category;
        else if (facts.category && category)
            facts.category = common_node(*facts.category, *category);
        else
            facts.category.reset();
        first = false;
    }
    const bool full = facts.outcome == core::Outcome::full;
    facts.value = full ? parcel.declared_value : share.refused;
    facts.weight = full ? parcel.weight_grams : share_of_weight(parcel.weight_grams, share);
    return facts;
}

} // namespace refusal::backend
