#include "backend/parcel.hpp"

#include "backend/direct_read.hpp"

namespace refusal::backend {

namespace {

constexpr std::array parcel_columns{"parcel_id",  "shop_id",  "number", "weight_grams", "declared_value", "cod_amount",
                                    "category",   "supplier", "region", "courier",      "depot_id",       "recipient"};
constexpr std::array line_columns{"parcel_id", "line_no", "sku", "quantity", "unit_price", "category", "supplier"};
constexpr std::array refusal_columns{"refusal_id", "shop_id", "parcel_id", "state", "is_open"};
constexpr std::array<RegProcedure, 1> by_id{F_INT8EQ};
constexpr std::array<RegProcedure, 2> by_number{F_INT4EQ, F_TEXTEQ};
constexpr IndexedTable parcels_by_id{"parcel", "parcel_pkey", parcel_columns, by_id};
constexpr IndexedTable parcels_by_number{"parcel", "parcel_shop_id_number_key", parcel_columns, by_number};
constexpr IndexedTable lines_of_parcels{"parcel_line", "parcel_line_pkey", line_columns, by_id};
constexpr IndexedTable refusals_of_parcels{"refusal", "refusal_parcel", refusal_columns, by_id};

// A coordinate of the recipient's. Nothing else of theirs is looked at.
std::optional<double> coordinate(Datum recipient, std::string_view key) {
    struct Found {
        double number;
        bool is_number;
    };
    const Found found = backend_call([recipient, key]() -> Found {
        Jsonb *document = DatumGetJsonbP(recipient);
        JsonbValue place;
        if (!JB_ROOT_IS_OBJECT(document) ||
            getKeyJsonValueFromContainer(&document->root, key.data(), static_cast<int>(key.size()), &place) == nullptr ||
            place.type != jbvNumeric)
            return {0, false};
        return {DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(place.val.numeric))), true};
    });
    return found.is_number ? std::optional(found.number) : std::nullopt;
}

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
    const Value recipient = rows.get(row, 12);
    const auto latitude = recipient.null ? std::nullopt : coordinate(recipient.datum, "latitude");
    const auto longitude = recipient.null ? std::nullopt : coordinate(recipient.datum, "longitude");
    if (latitude && longitude) {
        parcel.latitude = latitude;
        parcel.longitude = longitude;
    }
    return parcel;
}

ParcelLine line_of(const Rows &rows, std::size_t row) {
    ParcelLine line;
    line.line_no = rows.integer(row, 2);
    line.sku = rows.text(row, 3);
    line.quantity = rows.integer(row, 4);
    line.unit_price = money_of(rows.get(row, 5).datum, "unit_price");
    line.category = rows.optional_text(row, 6);
    line.supplier = rows.optional_text(row, 7);
    return line;
}

} // namespace

const ParcelLine *Parcel::line(std::int32_t line_no) const {
    const auto found =
        std::find_if(lines.begin(), lines.end(), [&](const ParcelLine &line) { return line.line_no == line_no; });
    return found == lines.end() ? nullptr : &*found;
}

std::vector<NumberedParcel> identify_parcels(const std::vector<ParcelNumber> &numbers) {
    std::vector<NumberedParcel> result(numbers.size());
    std::vector<Value> keys;
    keys.reserve(2 * numbers.size());
    for (const ParcelNumber &each : numbers) {
        keys.push_back(value(each.shop_id));
        keys.push_back(value(*each.number));
    }
    const FoundRows parcels = look_up(parcels_by_number, keys);
    std::vector<Value> ids;
    for (std::size_t row = 0; row < parcels.rows.size(); ++row) {
        ids.push_back(parcels.rows.get(row, 1));
        result[parcels.key(row)].parcel_id = parcels.rows.bigint(row, 1);
    }
    const FoundRows refusals = look_up(refusals_of_parcels, ids);
    for (std::size_t row = 0; row < refusals.rows.size(); ++row)
        if (refusals.rows.boolean(row, 5))
            result[parcels.key(refusals.key(row))].open_refusal_id = refusals.rows.bigint(row, 1);
    return result;
}

void Parcels::lock() const {
    static Statement lock("SELECT 1 FROM refusal.parcel p WHERE p.parcel_id = $1 FOR NO KEY UPDATE", {INT8OID});
    static Statement lock_many("SELECT 1 FROM refusal.parcel p WHERE p.parcel_id = ANY ($1) "
                               "ORDER BY p.parcel_id FOR NO KEY UPDATE",
                               {INT8ARRAYOID});
    const AsOwner owner;
    if (awaited_.size() == 1)
        lock.run({value(awaited_.front())});
    else
        lock_many.run({array_value(awaited_)});
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

void Parcels::read() {
    std::vector<std::int64_t> wanted = std::exchange(awaited_, {});
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    std::vector<Value> keys;
    keys.reserve(wanted.size());
    for (const std::int64_t parcel_id : wanted)
        keys.push_back(value(parcel_id));
    const FoundRows parcels = look_up(parcels_by_id, keys);
    const FoundRows lines = look_up(lines_of_parcels, keys);
    const FoundRows refusals = look_up(refusals_of_parcels, keys);
    read_.reserve(read_.size() + parcels.rows.size());
    std::vector<Parcel *> by_key(wanted.size());
    for (std::size_t row = 0; row < parcels.rows.size(); ++row)
        by_key[parcels.key(row)] = &(read_[wanted[parcels.key(row)]] = parcel_of(parcels.rows, row));
    for (std::size_t row = 0; row < lines.rows.size(); ++row)
        if (Parcel *parcel = by_key[lines.key(row)])
            parcel->lines.push_back(line_of(lines.rows, row)); // in line_no order, as the index has them
    std::vector<std::int64_t> refused_before;
    for (std::size_t row = 0; row < refusals.rows.size(); ++row) {
        Parcel *parcel = by_key[refusals.key(row)];
        if (parcel == nullptr)
            continue;
        if (!std::exchange(parcel->was_refused, true))
            refused_before.push_back(parcel->parcel_id);
        if (refusals.rows.boolean(row, 5))
            parcel->open_refusal_id = refusals.rows.bigint(row, 1);
    }
    if (!refused_before.empty()) {
        const AsOwner owner;
        count_refused(refused_before);
    }
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
