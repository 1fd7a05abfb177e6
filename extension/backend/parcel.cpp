#include "backend/parcel.hpp"

namespace refusal::backend {

namespace {

Parcel parcel_of(const Rows &rows, std::size_t row) {
    Parcel parcel;
    parcel.parcel_id = rows.bigint(row, 1);
    parcel.shop_id = rows.integer(row, 2);
    parcel.number = rows.text(row, 3);
    parcel.weight_grams = rows.integer(row, 4);
    parcel.declared_value = money_of(rows.get(row, 5).datum, "declared_value");
    parcel.cod_amount = money_of(rows.get(row, 6).datum, "cod_amount");
    parcel.category = rows.optional_text(row, 7);
    parcel.supplier = rows.optional_text(row, 8);
    parcel.region = rows.optional_text(row, 9);
    parcel.courier = rows.optional_text(row, 10);
    parcel.depot_id = rows.optional_int32(row, 11).value_or(0);
    const nlohmann::json latitude = rows.json(row, 12);
    const nlohmann::json longitude = rows.json(row, 13);
    if (latitude.is_number() && longitude.is_number()) {
        parcel.latitude = latitude.get<double>();
        parcel.longitude = longitude.get<double>();
    }
    parcel.was_refused = !rows.is_null(row, 14);
    return parcel;
}

ParcelLine line_of(const Rows &rows, std::size_t row) {
    ParcelLine line;
    line.line_no = rows.integer(row, 16);
    line.sku = rows.text(row, 17);
    line.quantity = rows.integer(row, 18);
    line.unit_price = money_of(rows.get(row, 19).datum, "unit_price");
    line.category = rows.optional_text(row, 20);
    line.supplier = rows.optional_text(row, 21);
    return line;
}

} // namespace

const ParcelLine *Parcel::line(std::int32_t line_no) const {
    const auto found =
        std::find_if(lines.begin(), lines.end(), [&](const ParcelLine &line) { return line.line_no == line_no; });
    return found == lines.end() ? nullptr : &*found;
}

void Parcels::lock() const {
    static Statement lock("SELECT 1 FROM refusal.parcel p WHERE p.parcel_id = ANY ($1) "
                          "ORDER BY p.parcel_id FOR NO KEY UPDATE",
                          {INT8ARRAYOID});
    const AsOwner owner;
    lock.run({array_value(awaited_)});
}

const Parcel *Parcels::find(std::int64_t parcel_id) {
    if (!awaited_.empty())
        read();
    auto found = read_.find(parcel_id);
    if (found == read_.end()) {
        awaited_ = {parcel_id};
        read();
        found = read_.find(parcel_id);
    }
    return found == read_.end() ? nullptr : &found->second;
}

const Parcel &Parcels::get(std::int64_t parcel_id) {
    if (const Parcel *found = find(parcel_id))
        return *found;
    throw core::Error("RF004", "parcel " + std::to_string(parcel_id) + " does not exist");
}

bool Parcels::was_refused(std::int64_t parcel_id) {
    const Parcel *found = find(parcel_id);
    return found != nullptr && found->was_refused;
}

// A row for each line and each refusal there has been: of both there are few.
void Parcels::read() {
    static Statement find(
        "SELECT p.parcel_id, p.shop_id, p.number::text, p.weight_grams, p.declared_value, p.cod_amount, "
        "p.category::text, p.supplier::text, p.region::text, p.courier::text, p.depot_id, "
        "p.recipient->'latitude', p.recipient->'longitude', r.refusal_id, r.is_open, "
        "l.line_no, l.sku::text, l.quantity, l.unit_price, l.category::text, l.supplier::text "
        "FROM refusal.parcel p LEFT JOIN refusal.refusal r ON r.parcel_id = p.parcel_id "
        "LEFT JOIN refusal.parcel_line l ON l.parcel_id = p.parcel_id WHERE p.parcel_id = ANY ($1)",
        {INT8ARRAYOID});
    const AsOwner owner;
    const Rows rows = find.run({array_value(std::exchange(awaited_, {}))}, Statement::Snapshot::fresh);
    std::vector<std::int64_t> refused_before;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto [found, first] = read_.try_emplace(rows.bigint(row, 1));
        Parcel &parcel = found->second;
        if (first) {
            parcel = parcel_of(rows, row);
            if (parcel.was_refused)
                refused_before.push_back(parcel.parcel_id);
        }
        if (!rows.is_null(row, 15) && rows.boolean(row, 15))
            parcel.open_refusal_id = rows.bigint(row, 14);
        if (!rows.is_null(row, 16) && parcel.line(rows.integer(row, 16)) == nullptr)
            parcel.lines.push_back(line_of(rows, row));
    }
    for (auto &[parcel_id, parcel] : read_)
        std::sort(parcel.lines.begin(), parcel.lines.end(),
                  [](const ParcelLine &left, const ParcelLine &right) { return left.line_no < right.line_no; });
    if (!refused_before.empty())
        count_refused(refused_before);
}

// Quantities of refusals that ended in one of these states may be refused anew.
void Parcels::count_refused(const std::vector<std::int64_t> &parcel_ids) {
    static Statement taken(
        "SELECT p.parcel_id, l.line_no, sum(l.refused)::int4 FROM unnest($1::bigint[]) AS p (parcel_id) "
        "CROSS JOIN LATERAL (SELECT r.refusal_id FROM refusal.refusal r WHERE r.parcel_id = p.parcel_id "
        "  AND r.state NOT IN ('voided', 'accepted_on_spot', 'lost_settled', 'written_off') OFFSET 0) r "
        "CROSS JOIN LATERAL (SELECT * FROM refusal.line l WHERE l.refusal_id = r.refusal_id OFFSET 0) l "
        "GROUP BY p.parcel_id, l.line_no",
        {INT8ARRAYOID});
    const Rows rows = taken.run({array_value(parcel_ids)}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row)
        for (ParcelLine &line : read_.at(rows.bigint(row, 1)).lines)
            if (line.line_no == rows.integer(row, 2))
                line.refused_before = rows.integer(row, 3);
}

} // namespace refusal::backend
