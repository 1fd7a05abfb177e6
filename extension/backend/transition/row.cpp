#include "backend/transition/row.hpp"

namespace refusal::backend {

const std::array<const char *, column_count> column_names{
    "refusal_id", "shop_id", "parcel_id", "state", "is_open", "version", "reason", "outcome", "attempt", "action",
    "facility_id", "destination_id", "rule_id", "route_id", "deadline_at", "cost_planned", "cost_actual",
    "occurred_at", "recorded_at", "updated_at", "request_id", "money_state", "scenario_id", "courier", "supplier",
    "entry_facility_id", "next_facility_id", "leg_no", "leg_cost", "inside", "scanned", "sorted", "proof_accepted",
    "last_fact_at", "missing_since", "redeliver_on", "redeliver_from", "redeliver_until", "request_digest", "event_id",
    "previous_state", "last_event", "last_payload", "last_actor", "last_request", "last_digest", "last_occurred_at", "last_facility_id", "hash",
};

namespace {

// A column added in the middle, or dropped, would make every access above read its neighbour.
void check_row_layout(TupleDesc descriptor) {
    static bool checked = false;
    bool same = descriptor->natts == column_count; // each time: a row has no room for one that is added later
    if (same && checked)
        return;
    for (int index = 0; same && index < column_count; ++index)
        same = std::strcmp(NameStr(TupleDescAttr(descriptor, index)->attname),
                           column_names.at(static_cast<std::size_t>(index))) == 0;
    if (!same)
        throw core::Error("55000", "table \"refusal.refusal\" does not have the columns that pg_refusal expects", {},
                          "Run ALTER EXTENSION pg_refusal UPDATE.");
    checked = true;
}

} // namespace

Row Row::of(HeapTuple tuple, TupleDesc descriptor) {
    check_row_layout(descriptor);
    Row row;
    backend_call([&row, tuple, descriptor] {
        heap_deform_tuple(tuple, descriptor, row.values_.data(), row.nulls_.data());
    });
    return row;
}

void Row::store(TupleTableSlot *slot, Oid table) const {
    ExecClearTuple(slot);
    std::copy_n(values_.data(), column_count, slot->tts_values);
    std::copy_n(nulls_.data(), column_count, slot->tts_isnull);
    ExecStoreVirtualTuple(slot);
    slot->tts_tableOid = table; // a CHECK may ask
}

void Row::set_money(Col col, std::int64_t minor) {
    // The row is stored as the trigger leaves it: no cast looks at the column's numeric(14,2) any more.
    constexpr std::int64_t most = 99'999'999'999'999;
    if (minor > most || minor < -most)
        throw core::Error("22003", "amount of money out of range",
                          "Column \"" + std::string(column_names.at(at(col))) + "\" holds at most 999999999999.99.");
    set(col, money_value(minor));
}

HeapTuple Row::form(TupleDesc descriptor, MemoryContext memory) const {
    return backend_call([this, descriptor, memory] {
        const MemoryContext before = MemoryContextSwitchTo(memory);
        HeapTuple tuple = form_raw(descriptor);
        MemoryContextSwitchTo(before);
        return tuple;
    });
}

Value bytes_value(const Bytes &bytes) { return value(std::string_view(bytes)); } // text and bytea share their layout

Value uuid_value(const std::optional<Uuid> &uuid) {
    if (!uuid)
        return null_value();
    return datum_value(backend_call([data = uuid->data()] {
        auto *copy = static_cast<pg_uuid_t *>(palloc(sizeof(pg_uuid_t)));
        std::memcpy(copy->data, data, sizeof copy->data);
        return UUIDPGetDatum(copy);
    }));
}

Value uuids_value(const std::vector<Uuid> &uuids) {
    std::vector<Datum> data;
    for (const Uuid &uuid : uuids)
        data.push_back(uuid_value(uuid).datum);
    return datum_value(backend_call([datums = data.data(), count = static_cast<int>(data.size())] {
        return PointerGetDatum(construct_array(datums, count, UUIDOID, UUID_LEN, false, TYPALIGN_CHAR));
    }));
}

std::optional<Uuid> uuid_of(Datum datum, bool null) {
    if (null)
        return std::nullopt;
    Uuid uuid{};
    std::memcpy(uuid.data(), DatumGetUUIDP(datum)->data, uuid.size());
    return uuid;
}

std::string uuid_text(const Uuid &uuid) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (std::size_t index = 0; index < uuid.size(); ++index) {
        if (index == 4 || index == 6 || index == 8 || index == 10)
            text += '-';
        text += digits[uuid.at(index) >> 4U];
        text += digits[uuid.at(index) & 15U];
    }
    return text;
}

Bytes random_bytes(std::size_t count) {
    Bytes bytes(count, '\0');
    if (!pg_strong_random(bytes.data(), bytes.size()))
        throw core::Error("XX000", "could not draw random bytes");
    return bytes;
}

std::string hex(const Bytes &bytes) {
    static constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char byte : bytes) {
        text += digits[static_cast<unsigned char>(byte) >> 4U];
        text += digits[static_cast<unsigned char>(byte) & 15U];
    }
    return text;
}

std::optional<Uuid> parse_uuid(const std::string &text) {
    Uuid uuid{};
    std::size_t nibbles = 0;
    for (const char letter : text) {
        if (letter == '-')
            continue;
        unsigned digit = 0;
        if (letter >= '0' && letter <= '9')
            digit = static_cast<unsigned>(letter - '0');
        else if ((letter | 32) >= 'a' && (letter | 32) <= 'f')
            digit = static_cast<unsigned>((letter | 32) - 'a') + 10U;
        else
            return std::nullopt;
        if (nibbles >= 32)
            return std::nullopt;
        uuid.at(nibbles / 2) = static_cast<unsigned char>((uuid.at(nibbles / 2) << 4U) | digit);
        ++nibbles;
    }
    return nibbles == 32 ? std::optional(uuid) : std::nullopt;
}

} // namespace refusal::backend
