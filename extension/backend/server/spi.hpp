#pragma once

#include "backend/server/guard.hpp"

// SQL from C++: one saved plan per statement, values in and out without text. Every name in a statement is qualified but
// the operators' and pg_catalog's, and none is run, nor planned, but under a pinned search_path.
namespace refusal::backend {

// SPI's connection, made when the first statement is run: of the triggers' many need none, and each has its memory. It
// is closed on the way out, also with an error of our own, after which the caller may carry on. After a PostgreSQL ERROR
// connections within may still be open, and the abort of the (sub)transaction closes them all.
class SpiSession {
public:
    SpiSession();
    ~SpiSession() noexcept(false);
    SpiSession(const SpiSession &) = delete;
    SpiSession &operator=(const SpiSession &) = delete;

    // Where the caller's results live; SPI's own memory is gone when the session ends.
    [[nodiscard]] MemoryContext outer() const { return outer_; }

    static void connect(); // the innermost one

private:
    MemoryContext outer_;
    SpiSession *around_;
    bool connected_ = false;
};

// Acts as the owner of the refusal tables, as PostgreSQL's own foreign-key triggers do.
class AsOwner {
public:
    AsOwner();
    ~AsOwner() { SetUserIdAndSecContext(user_, context_); }
    AsOwner(const AsOwner &) = delete;
    AsOwner &operator=(const AsOwner &) = delete;

private:
    Oid user_;
    int context_;
};

// Pins the search_path, and row security on. What runs several statements does it once; each does it for itself where
// nobody did.
class PinnedSearchPath {
public:
    PinnedSearchPath();
    ~PinnedSearchPath() noexcept(false);
    PinnedSearchPath(const PinnedSearchPath &) = delete;
    PinnedSearchPath &operator=(const PinnedSearchPath &) = delete;

private:
    int nest_level_;
};
// The same for code that is inside a backend_call already; an ERROR between the two undoes it.
int pin_search_path();
void unpin_search_path(int pinned);

struct Value {
    Datum datum = 0;
    bool null = true;
};
inline Value null_value() { return {}; }
inline Value value(std::int64_t number) { return {Int64GetDatum(number), false}; }
inline Value value(std::int32_t number) { return {Int32GetDatum(number), false}; }
inline Value value(bool flag) { return {BoolGetDatum(flag), false}; }
inline Value value(Datum datum) = delete;
inline Value datum_value(Datum datum) { return {datum, false}; }
Value value(std::string_view text);
inline Value value(const std::string &text) { return value(std::string_view(text)); }
inline Value value(const char *text) { return value(std::string_view(text)); }
template <typename T> Value value(const std::optional<T> &optional) {
    return optional ? value(*optional) : null_value();
}
Value timestamp_value(TimestampTz time);
Value json_value(const nlohmann::json &json); // as jsonb
Value money_value(std::int64_t minor_units);  // as numeric(14,2)
template <typename T> Value array_value(const std::vector<T> &items);
template <> Value array_value(const std::vector<std::int64_t> &items);
template <> Value array_value(const std::vector<std::int32_t> &items);
template <> Value array_value(const std::vector<std::string> &items);
template <> Value array_value(const std::vector<std::optional<std::string>> &items);

std::string text_of(Datum datum); // text, name-free: any varlena text
nlohmann::json json_of(Datum jsonb);
// Exact: an amount with more than two decimals, NaN or out of range is an error that names the argument.
std::int64_t money_of(Datum numeric, const char *argument);
// The value of a numeric times 10^scale, an integer after rounding half up; same errors.
std::int64_t scaled_of(Datum numeric, int scale, const char *argument);
std::int64_t micros_of(Datum interval, const char *argument); // months are refused: 22023

// The rows of one execution. They live until the session ends.
class Rows {
public:
    Rows() = default;
    Rows(SPITupleTable *table, std::uint64_t count) : table_(table), count_(count) {}

    [[nodiscard]] std::size_t size() const { return count_; }
    [[nodiscard]] bool empty() const { return count_ == 0; }
    [[nodiscard]] HeapTuple tuple(std::size_t row) const { return table_->vals[row]; }
    [[nodiscard]] TupleDesc descriptor() const { return table_->tupdesc; }

    [[nodiscard]] Value get(std::size_t row, int column) const; // columns count from 1
    [[nodiscard]] bool is_null(std::size_t row, int column) const { return get(row, column).null; }
    [[nodiscard]] std::int64_t bigint(std::size_t row, int column) const;
    [[nodiscard]] std::int32_t integer(std::size_t row, int column) const;
    [[nodiscard]] bool boolean(std::size_t row, int column) const;
    [[nodiscard]] std::string text(std::size_t row, int column) const; // null: empty
    [[nodiscard]] std::optional<std::string> optional_text(std::size_t row, int column) const;
    [[nodiscard]] std::optional<std::int32_t> optional_int32(std::size_t row, int column) const;
    [[nodiscard]] nlohmann::json json(std::size_t row, int column) const; // null: JSON null
    [[nodiscard]] std::vector<std::string> texts(std::size_t row, int column) const;
    [[nodiscard]] std::vector<std::int32_t> integers(std::size_t row, int column) const;

private:
    SPITupleTable *table_ = nullptr;
    std::uint64_t count_ = 0;
};

// Stands for refusal.leg[] among a statement's types: its OID is another one after the extension was created anew.
inline constexpr Oid leg_array_type = InvalidOid;

// One SQL statement with a saved generic plan, prepared at its first use in a backend. Make it a static object.
// What joins to an array's elements does so by LATERAL (... OFFSET 0): an index look-up for each, however small the
// tables were when the plan was made.
class Statement {
public:
    Statement(const char *sql, std::initializer_list<Oid> types) : sql_(sql), types_(types) {}

    // fresh: sees what has committed up to now, also under REPEATABLE READ (reference data, request look-ups).
    // fresh_to_write: the same, of what it changes.
    enum class Snapshot { transaction, fresh, fresh_to_write };
    Rows run(std::initializer_list<Value> values, Snapshot snapshot = Snapshot::transaction);
    // The executor calls the receiver with each row, which is kept nowhere else; with a fresh snapshot. What it does is
    // called by PostgreSQL: it throws nothing.
    void run_into(DestReceiver &receiver, std::initializer_list<Value> values);

private:
    const char *sql_;
    std::vector<Oid> types_;
    SPIPlanPtr plan_ = nullptr;
    Oid leg_array_ = InvalidOid; // that the plan was made with
    bool planned_ = false;
    void prepare();
    void check(std::size_t count) const; // of the values
    Rows execute(std::initializer_list<Value> values, Snapshot snapshot);
};

} // namespace refusal::backend
