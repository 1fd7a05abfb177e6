#include "backend/parcel.hpp"

namespace refusal::backend {

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

const Parcel &Parcels::get(std::int64_t parcel_id) {
    if (!awaited_.empty())
        read();
    auto found = read_.find(parcel_id);
    if (found == read_.end()) {
        awaited_ = {parcel_id};
        read();
        found = read_.find(parcel_id);
    }
    if (found == read_.end())
        throw core::Error("RF004", "parcel " + std::to_string(parcel_id) + " does not exist");
    return found->second;
}

void Parcels::read() {
    static Statement parcels(
        "SELECT p.parcel_id, p.shop_id, p.number::text, p.weight_grams, p.declared_value, p.cod_amount, "
        "p.category::text, p.supplier::text, p.region::text, p.courier::text, p.depot_id, "
        "p.recipient->'latitude', p.recipient->'longitude', "
        "(SELECT r.refusal_id FROM refusal.refusal r WHERE r.parcel_id = p.parcel_id AND r.is_open) "
        "FROM refusal.parcel p WHERE p.parcel_id = ANY ($1)",
        {INT8ARRAYOID});
    // Quantities of refusals that ended in one of these states may be refused anew.
    static Statement lines(
        "SELECT l.parcel_id, l.line_no, l.sku::text, l.quantity, l.unit_price, l.category::text, l.supplier::text, "
        "coalesce(taken.refused, 0)::int4 "
        "FROM refusal.parcel_line l CROSS JOIN LATERAL ("
        "  SELECT sum(t.refused) AS refused FROM (SELECT r.refusal_id FROM refusal.refusal r "
        "    WHERE r.parcel_id = l.parcel_id "
        "    AND r.state NOT IN ('voided', 'accepted_on_spot', 'lost_settled', 'written_off') OFFSET 0) r "
        "  CROSS JOIN LATERAL (SELECT t.refused FROM refusal.line t "
        "    WHERE t.refusal_id = r.refusal_id AND t.line_no = l.line_no OFFSET 0) t) taken "
        "WHERE l.parcel_id = ANY ($1) ORDER BY l.parcel_id, l.line_no",
        {INT8ARRAYOID});

    const AsOwner owner;
    const Value ids = array_value(std::exchange(awaited_, {}));
    Rows rows = parcels.run({ids}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row) {
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
        if (!rows.is_null(row, 14))
            parcel.open_refusal_id = rows.bigint(row, 14);
        read_.insert_or_assign(parcel.parcel_id, std::move(parcel));
    }
    rows = lines.run({ids}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        ParcelLine line;
        line.line_no = rows.integer(row, 2);
        line.sku = rows.text(row, 3);
        line.quantity = rows.integer(row, 4);
        line.unit_price = money_of(rows.get(row, 5).datum, "unit_price");
        line.category = rows.optional_text(row, 6);
        line.supplier = rows.optional_text(row, 7);
        line.refused_before = rows.integer(row, 8);
        read_.at(rows.bigint(row, 1)).lines.push_back(std::move(line));
    }
}

} // namespace refusal::backend
