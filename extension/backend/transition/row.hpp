#pragma once

#include "backend/server/spi.hpp"

// A row of refusal.refusal as the triggers and the functions hold it: PostgreSQL's values by column, with typed access.
namespace refusal::backend {

// In the order of the table's columns; check_row_layout() holds the two together.
enum class Col : int {
    refusal_id, shop_id, parcel_id, state, is_open, version, reason, outcome, attempt, action, facility_id,
    destination_id, rule_id, route_id, deadline_at, cost_planned, cost_actual, occurred_at, recorded_at, updated_at,
    request_id, money_state, scenario_id, courier, supplier, entry_facility_id, next_facility_id, leg_no, leg_cost,
    inside, scanned, sorted, proof_accepted, last_fact_at, missing_since, redeliver_on, redeliver_from,
    redeliver_until, request_digest, event_id,
    previous_state, last_event, last_payload, last_actor, last_request, last_digest, last_occurred_at,
    last_facility_id, hash,
};
inline constexpr int column_count = static_cast<int>(Col::hash) + 1;
extern const std::array<const char *, column_count> column_names;

using Uuid = std::array<unsigned char, 16>;
using Bytes = std::string; // raw bytes

class Row {
public:
    Row() { nulls_.fill(true); }
    static Row of(HeapTuple tuple, TupleDesc descriptor);
    [[nodiscard]] HeapTuple form(TupleDesc descriptor, MemoryContext memory) const;
    // For code that is inside a backend_call already.
    [[nodiscard]] HeapTuple form_raw(TupleDesc descriptor) const {
        return heap_form_tuple(descriptor, const_cast<Datum *>(values_.data()), const_cast<bool *>(nulls_.data()));
    }

    // The same, for a row to be of this table; the slot forgets what it held.
    void store(TupleTableSlot *slot, Oid table) const;

    [[nodiscard]] const Datum *values() const { return values_.data(); }
    [[nodiscard]] const bool *nulls() const { return nulls_.data(); }
    [[nodiscard]] bool null(Col col) const { return nulls_.at(at(col)); }
    [[nodiscard]] Datum datum(Col col) const { return values_.at(at(col)); }
    void set(Col col, Value value) {
        values_.at(at(col)) = value.datum;
        nulls_.at(at(col)) = value.null;
    }

    [[nodiscard]] std::int64_t bigint(Col col) const { return null(col) ? 0 : DatumGetInt64(datum(col)); }
    [[nodiscard]] std::int32_t integer(Col col) const { return null(col) ? 0 : DatumGetInt32(datum(col)); }
    [[nodiscard]] bool boolean(Col col) const { return !null(col) && DatumGetBool(datum(col)); }
    [[nodiscard]] TimestampTz time(Col col) const { return null(col) ? 0 : DatumGetTimestampTz(datum(col)); }
    [[nodiscard]] std::string text(Col col) const { return null(col) ? std::string() : text_of(datum(col)); }
    [[nodiscard]] std::int64_t money(Col col) const {
        return null(col) ? 0 : money_of(datum(col), column_names.at(at(col)));
    }
    [[nodiscard]] nlohmann::json json(Col col) const { return null(col) ? nlohmann::json() : json_of(datum(col)); }
    [[nodiscard]] Bytes bytes(Col col) const { return null(col) ? Bytes() : text_of(datum(col)); }

    void set_null(Col col) { set(col, null_value()); }
    void set_text(Col col, std::string_view text) { set(col, value(text)); }
    void set_int32(Col col, std::int32_t number) { set(col, value(number)); }
    void set_int64(Col col, std::int64_t number) { set(col, value(number)); }
    void set_boolean(Col col, bool flag) { set(col, value(flag)); }
    void set_time(Col col, TimestampTz time) { set(col, timestamp_value(time)); }
    void set_money(Col col, std::int64_t minor); // 22003: the column does not hold it
    // A facility, rule, scenario or route: 0 is none.
    void set_id(Col col, std::int32_t id) { set(col, id == 0 ? null_value() : value(id)); }

private:
    static std::size_t at(Col col) { return static_cast<std::size_t>(col); }
    std::array<Datum, column_count> values_{};
    std::array<bool, column_count> nulls_{};
};

// bytea and uuid as parameters.
Value bytes_value(const Bytes &bytes);
Value uuid_value(const std::optional<Uuid> &uuid);
Value uuids_value(const std::vector<Uuid> &uuids);
std::optional<Uuid> uuid_of(Datum datum, bool null);
std::string uuid_text(const Uuid &uuid);
Bytes random_bytes(std::size_t count);
std::string hex(const Bytes &bytes);
std::optional<Uuid> parse_uuid(const std::string &text);

} // namespace refusal::backend
