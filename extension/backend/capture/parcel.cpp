#include "backend/capture/parcel.hpp"

namespace refusal::backend {

namespace {

constexpr std::array parcel_columns{"parcel_id",      "shop_id",    "number",   "weight_grams",
                                    "declared_value", "cod_amount", "category", "supplier",
                                    "region",         "courier",    "depot_id", "recipient"};
constexpr std::array line_columns{"parcel_id",  "line_no",  "sku",     "quantity",
                                  "unit_price", "category", "supplier"};
constexpr std::array refusal_columns{"refusal_id", "shop_id", "parcel_id", "state", "is_open"};
constexpr std::array by_id{KeyColumn{1, F_INT8EQ}};
constexpr std::array by_number{KeyColumn{2, F_INT4EQ}, KeyColumn{3, F_TEXTEQ}};
constexpr std::array by_parcel{KeyColumn{3, F_INT8EQ}};
constexpr IndexedTable parcels_by_id{"parcel", "parcel_pkey", parcel_columns, by_id};
constexpr IndexedTable parcels_by_number{"parcel", "parcel_shop_id_number_key", parcel_columns, by_number};
constexpr IndexedTable lines_of_parcels{"parcel_line", "parcel_line_pkey", line_columns, by_id};
constexpr IndexedTable refusals_of_parcels{"refusal", "refusal_parcel", refusal_columns, by_parcel};

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
            getKeyJsonValueFromContainer(&document->root, key.data(), static_cast<int>(key.size()), &place) ==
                nullptr ||
            place.type != jbvNumeric)
            return {0, false};
        return {DatumGetFloat8(DirectFunctionCall1(numeric_float8, NumericGetDatum(place.val.numeric))),
                true};
    });
    return found.is_number ? std::optional(found.number) : std::nullopt;
}

// Columns count from 1.
class Columns {
public:
    explicit Columns(std::span<const Value> values) : values_(values) {}

    [[nodiscard]] Value get(std::size_t column) const { return values_[column - 1]; }
    [[nodiscard]] std::int64_t bigint(std::size_t column) const { return DatumGetInt64(get(column).datum); }
    [[nodiscard]] std::int32_t integer(std::size_t column) const { return DatumGetInt32(get(column).datum); }
    [[nodiscard]] bool boolean(std::size_t column) const { return DatumGetBool(get(column).datum); }
    [[nodiscard]] std::int64_t money(std::size_t column, const char *name) const {
        return money_of(get(column).datum, name);
    }
    [[nodiscard]] std::string text(std::size_t column) const { return text_of(get(column).datum); }
    [[nodiscard]] std::optional<std::string> optional_text(std::size_t column) const {
        return get(column).null ? std::nullopt : std::optional(text(column));
    }

private:
    std::span<const Value> values_;
};

template <typename F> void each_row(const FoundRows &found, F act) {
    for (std::size_t at = 0; at < found.count; ++at)
        act(at, Columns(found.row(at)));
}

Parcel parcel_of(const Columns &row) {
    Parcel parcel;
    parcel.parcel_id = row.bigint(1);
    parcel.shop_id = row.integer(2);
    parcel.number = row.text(3);
    parcel.weight_grams = row.integer(4);
    parcel.declared_value = row.money(5, "declared_value");
    parcel.cod_amount = row.money(6, "cod_amount");
    parcel.category = row.optional_text(7);
    parcel.supplier = row.optional_text(8);
    parcel.region = row.optional_text(9);
    parcel.courier = row.optional_text(10);
    parcel.depot_id = row.get(11).null ? 0 : row.integer(11);
    const Value recipient = row.get(12);
    const auto latitude = recipient.null ? std::nullopt : coordinate(recipient.datum, "latitude");
    const auto longitude = recipient.null ? std::nullopt : coordinate(recipient.datum, "longitude");
    if (latitude && longitude) {
        parcel.latitude = latitude;
        parcel.longitude = longitude;
    }
    return parcel;
}

ParcelLine line_of(const Columns &row) {
    ParcelLine line;
    line.line_no = row.integer(2);
    line.sku = row.text(3);
    line.quantity = row.integer(4);
    line.unit_price = row.money(5, "unit_price");
    line.category = row.optional_text(6);
    line.supplier = row.optional_text(7);
    return line;
}

} // namespace

const ParcelLine *Parcel::line(std::int32_t line_no) const {
    const auto found = std::find_if(lines.begin(), lines.end(),
                                    [&](const ParcelLine &line) { return line.line_no == line_no; });
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
    ids.reserve(parcels.count);
    each_row(parcels, [&](std::size_t at, const Columns &row) {
        NumberedParcel &parcel = result[parcels.keys[at]];
        parcel.parcel_id = row.bigint(1);
        parcel.row = parcels.tuples[at];
        ids.push_back(row.get(1));
    });
    const FoundRows refusals = look_up(refusals_of_parcels, ids);
    each_row(refusals, [&](std::size_t at, const Columns &row) {
        if (row.boolean(5))
            result[parcels.keys[refusals.keys[at]]].open_refusal_id = row.bigint(1);
    });
    return result;
}

// In parcel_id order, whoever locks several.
void Parcels::lock(std::vector<NumberedParcel> parcels) {
    std::ranges::sort(parcels, {}, &NumberedParcel::parcel_id);
    const auto same = std::ranges::unique(parcels, {}, &NumberedParcel::parcel_id);
    parcels.erase(same.begin(), same.end());
    std::vector<HeapTuple> rows;
    rows.reserve(parcels.size());
    for (const NumberedParcel &parcel : parcels)
        rows.push_back(parcel.row);
    take(lock_rows(parcels_by_id, rows));
}

void Parcels::lock() {
    const FoundRows found = find_awaited();
    take(lock_rows(parcels_by_id, {found.tuples, found.count}));
}

const Parcel *Parcels::find(std::int64_t parcel_id) {
    if (!awaited_.empty())
        take(find_awaited());
    auto found = read_.find(parcel_id);
    if (found == read_.end()) {
        awaited_ = {parcel_id};
        take(find_awaited());
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

FoundRows Parcels::find_awaited() {
    std::vector<std::int64_t> wanted = std::exchange(awaited_, {});
    std::sort(wanted.begin(), wanted.end());
    wanted.erase(std::unique(wanted.begin(), wanted.end()), wanted.end());
    std::vector<Value> keys;
    keys.reserve(wanted.size());
    for (const std::int64_t parcel_id : wanted)
        keys.push_back(value(parcel_id));
    return look_up(parcels_by_id, keys);
}

// With what is known of each.
void Parcels::take(const FoundRows &parcels) {
    std::vector<Value> ids;
    std::vector<Parcel *> taken;
    ids.reserve(parcels.count);
    taken.reserve(parcels.count);
    read_.reserve(read_.size() + parcels.count);
    each_row(parcels, [&](std::size_t, const Columns &row) {
        Parcel parcel = parcel_of(row);
        ids.push_back(value(parcel.parcel_id));
        taken.push_back(&(read_[parcel.parcel_id] = std::move(parcel)));
    });
    const FoundRows lines = look_up(lines_of_parcels, ids);
    each_row(lines, [&](std::size_t at, const Columns &row) {
        taken[lines.keys[at]]->lines.push_back(line_of(row)); // in line_no order, as the index has them
    });
    const FoundRows refusals = look_up(refusals_of_parcels, ids);
    std::vector<std::int64_t> refused_before;
    each_row(refusals, [&](std::size_t at, const Columns &row) {
        Parcel *parcel = taken[refusals.keys[at]];
        if (!std::exchange(parcel->was_refused, true))
            refused_before.push_back(parcel->parcel_id);
        if (row.boolean(5))
            parcel->open_refusal_id = row.bigint(1);
    });
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
