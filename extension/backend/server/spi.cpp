#include "backend/server/spi.hpp"

#include "backend/capture/amount.hpp"

namespace refusal::backend {

namespace {

SpiSession *innermost = nullptr;

} // namespace

SpiSession::SpiSession() : outer_(CurrentMemoryContext), around_(std::exchange(innermost, this)) {}

void SpiSession::connect() {
    if (innermost == nullptr)
        throw std::logic_error("a statement is run outside of a session");
    if (innermost->connected_)
        return;
    backend_call([] {
        if (SPI_connect() != SPI_OK_CONNECT)
            elog(ERROR, "SPI_connect failed");
    });
    innermost->connected_ = true;
}

SpiSession::~SpiSession() noexcept(false) {
    innermost = around_;
    if (connected_ && BackendError::in_flight == 0)
        backend_call([] { SPI_finish(); });
}

AsOwner::AsOwner() {
    const Oid owner = backend_call([] {
        const Oid schema = get_namespace_oid("refusal", false);
        HeapTuple tuple = SearchSysCache1(NAMESPACEOID, ObjectIdGetDatum(schema));
        if (!HeapTupleIsValid(tuple))
            elog(ERROR, "cache lookup failed for schema %u", schema);
        bool is_null = false;
        const Datum found = SysCacheGetAttr(NAMESPACEOID, tuple, 3 /* nspowner */, &is_null);
        ReleaseSysCache(tuple);
        return DatumGetObjectId(found);
    });
    GetUserIdAndSecContext(&user_, &context_);
    SetUserIdAndSecContext(owner, context_ | SECURITY_LOCAL_USERID_CHANGE | SECURITY_NOFORCE_RLS);
}

namespace {

constexpr const char *pinned_search_path = "pg_catalog, pg_temp";

bool search_path_is_pinned() { return std::strcmp(namespace_search_path, pinned_search_path) == 0; }

// Within one of our functions it is as it should be. A setting costs as much as a small statement.
bool is_pinned_with_row_security() {
    return row_security && search_path_is_pinned();
}

} // namespace

int pin_search_path() {
    if (is_pinned_with_row_security())
        return 0;
    const int level = NewGUCNestLevel();
    set_config_option("search_path", pinned_search_path, PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0,
                      false);
    // A policy's function runs under the caller's row_security; an owner's look-up must not be refused by it.
    set_config_option("row_security", "on", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
    return level;
}

void unpin_search_path(int pinned) {
    if (pinned != 0)
        AtEOXact_GUC(true, pinned);
}

PinnedSearchPath::PinnedSearchPath()
    : nest_level_(is_pinned_with_row_security() ? 0 : backend_call([] { return pin_search_path(); })) {}

PinnedSearchPath::~PinnedSearchPath() noexcept(false) {
    if (nest_level_ != 0 && BackendError::in_flight == 0)
        backend_call([level = nest_level_] { unpin_search_path(level); });
}

Value value(std::string_view text) {
    return datum_value(backend_call([data = text.data(), size = static_cast<int>(text.size())] {
        return PointerGetDatum(cstring_to_text_with_len(data, size));
    }));
}

Value timestamp_value(TimestampTz time) { return {TimestampTzGetDatum(time), false}; }

Value money_value(std::int64_t minor_units) {
    return datum_value(backend_call([minor_units] {
        return NumericGetDatum(int64_div_fast_to_numeric(minor_units, 2));
    }));
}

namespace {

Value make_array(std::vector<Datum> &items, Oid type, int length, bool by_value, char align) {
    return datum_value(backend_call([data = items.data(), count = static_cast<int>(items.size()), type, length,
                                     by_value, align] {
        return PointerGetDatum(construct_array(data, count, type, length, by_value, align));
    }));
}

} // namespace

template <> Value array_value(const std::vector<std::int64_t> &items) {
    std::vector<Datum> data;
    for (const std::int64_t item : items)
        data.push_back(Int64GetDatum(item));
    return make_array(data, INT8OID, 8, true, TYPALIGN_DOUBLE);
}

template <> Value array_value(const std::vector<std::int32_t> &items) {
    std::vector<Datum> data;
    for (const std::int32_t item : items)
        data.push_back(Int32GetDatum(item));
    return make_array(data, INT4OID, 4, true, TYPALIGN_INT);
}

template <> Value array_value(const std::vector<std::string> &items) {
    std::vector<Datum> data;
    for (const std::string &item : items)
        data.push_back(value(item).datum);
    return make_array(data, TEXTOID, -1, false, TYPALIGN_INT);
}

template <> Value array_value(const std::vector<std::optional<std::string>> &items) {
    std::vector<Datum> data;
    std::unique_ptr<bool[]> nulls(new bool[items.size() + 1]);
    for (const std::optional<std::string> &item : items) {
        nulls[data.size()] = !item;
        data.push_back(value(item).datum);
    }
    return datum_value(backend_call([datums = data.data(), flags = nulls.get(), count = static_cast<int>(items.size())] {
        int dimensions[] = {count};
        int lower[] = {1};
        if (count == 0)
            return PointerGetDatum(construct_empty_array(TEXTOID));
        return PointerGetDatum(
            construct_md_array(datums, flags, 1, dimensions, lower, TEXTOID, -1, false, TYPALIGN_INT));
    }));
}

std::string text_of(Datum datum) {
    // As most are: nothing is to be fetched or unpacked, so nothing can fail.
    if (const auto *here = reinterpret_cast<const varlena *>(DatumGetPointer(datum));
        !VARATT_IS_EXTERNAL(here) && !VARATT_IS_COMPRESSED(here))
        return {VARDATA_ANY(here), VARSIZE_ANY_EXHDR(here)};
    struct Text {
        const char *data;
        std::size_t size;
    };
    const Text plain = backend_call([datum] {
        text *detoasted = DatumGetTextPP(datum);
        return Text{VARDATA_ANY(detoasted), VARSIZE_ANY_EXHDR(detoasted)};
    });
    return {plain.data, plain.size};
}

std::int64_t scaled_of(Datum numeric, int scale, const char *argument) {
    struct Scaled {
        std::int64_t number;
        bool good;
    };
    const Scaled result = backend_call([numeric, scale]() -> Scaled {
        const Numeric given = DatumGetNumeric(numeric);
        if (numeric_is_nan(given) || numeric_is_inf(given))
            return {0, false};
        std::int64_t power = 1;
        for (int digit = 0; digit < scale; ++digit)
            power *= 10;
        const Datum product =
            DirectFunctionCall2(numeric_mul, numeric, NumericGetDatum(int64_to_numeric(power)));
        const Datum rounded = DirectFunctionCall2(numeric_round, product, Int32GetDatum(0));
        const Numeric limit = int64_to_numeric(PG_INT64_MAX / 8);
        if (DatumGetInt32(DirectFunctionCall2(numeric_cmp, DirectFunctionCall1(numeric_abs, rounded),
                                              NumericGetDatum(limit))) > 0)
            return {0, false};
        return {DatumGetInt64(DirectFunctionCall1(numeric_int8, rounded)), true};
    });
    if (!result.good)
        throw core::Error("22023", std::string(argument) + " is out of range");
    return result.number;
}

std::int64_t money_of(Datum numeric, const char *argument) {
    // As the table's type has it, with two decimals, its text is read sooner than it is multiplied and rounded.
    const char *text = backend_call(
        [numeric] { return static_cast<const char *>(DatumGetCString(DirectFunctionCall1(numeric_out, numeric))); });
    constexpr std::size_t never_too_great = 18;
    if (const std::size_t size = std::strlen(text); size <= never_too_great)
        if (const std::optional<core::Money> amount = parse_amount({text, size}))
            return *amount;
    const std::int64_t minor = scaled_of(numeric, 2, argument);
    if (backend_call([numeric] { return DatumGetInt32(DirectFunctionCall1(numeric_min_scale, numeric)); }) > 2)
        throw core::Error("22023", std::string(argument) + " has more than two decimals");
    return minor;
}

std::int64_t micros_of(Datum interval, const char *argument) {
    const Interval *given = DatumGetIntervalP(interval);
    std::int64_t days = 0;
    std::int64_t total = 0;
    if (given->month != 0)
        throw core::Error("22023", std::string(argument) + " must not hold months or years");
    if (__builtin_mul_overflow(static_cast<std::int64_t>(given->day), USECS_PER_DAY, &days) ||
        __builtin_add_overflow(days, given->time, &total))
        throw core::Error("22023", std::string(argument) + " is out of range");
    return total;
}

Value Rows::get(std::size_t row, int column) const {
    Value result;
    result.datum = SPI_getbinval(table_->vals[row], table_->tupdesc, column, &result.null);
    return result;
}

std::int64_t Rows::bigint(std::size_t row, int column) const { return DatumGetInt64(get(row, column).datum); }
std::int32_t Rows::integer(std::size_t row, int column) const { return DatumGetInt32(get(row, column).datum); }
bool Rows::boolean(std::size_t row, int column) const { return DatumGetBool(get(row, column).datum); }

std::string Rows::text(std::size_t row, int column) const {
    return optional_text(row, column).value_or(std::string());
}

std::optional<std::string> Rows::optional_text(std::size_t row, int column) const {
    const Value found = get(row, column);
    if (found.null)
        return std::nullopt;
    return text_of(found.datum);
}

std::optional<std::int32_t> Rows::optional_int32(std::size_t row, int column) const {
    const Value found = get(row, column);
    return found.null ? std::nullopt : std::optional(DatumGetInt32(found.datum));
}

nlohmann::json Rows::json(std::size_t row, int column) const {
    const Value found = get(row, column);
    return found.null ? nlohmann::json() : json_of(found.datum);
}

namespace {

struct Elements {
    Datum *data;
    bool *nulls;
    int count;
};

Elements elements(Datum array, Oid type, int length, bool by_value, char align) {
    return backend_call([=] {
        Elements result{};
        deconstruct_array(DatumGetArrayTypeP(array), type, length, by_value, align, &result.data, &result.nulls,
                          &result.count);
        return result;
    });
}

} // namespace

std::vector<std::string> Rows::texts(std::size_t row, int column) const {
    std::vector<std::string> result;
    const Value found = get(row, column);
    if (found.null)
        return result;
    const Elements items = elements(found.datum, TEXTOID, -1, false, TYPALIGN_INT);
    for (int index = 0; index < items.count; ++index)
        if (!items.nulls[index])
            result.push_back(text_of(items.data[index]));
    return result;
}

std::vector<std::int32_t> Rows::integers(std::size_t row, int column) const {
    std::vector<std::int32_t> result;
    const Value found = get(row, column);
    if (found.null)
        return result;
    const Elements items = elements(found.datum, INT4OID, 4, true, TYPALIGN_INT);
    for (int index = 0; index < items.count; ++index)
        if (!items.nulls[index])
            result.push_back(DatumGetInt32(items.data[index]));
    return result;
}

namespace {

Oid find_leg_array() {
    return backend_call([] {
        return GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, PointerGetDatum("_leg"),
                               ObjectIdGetDatum(get_namespace_oid("refusal", false)));
    });
}

} // namespace

void Statement::prepare() {
    const bool has_legs = std::find(types_.begin(), types_.end(), leg_array_type) != types_.end();
    const Oid leg_array = has_legs ? find_leg_array() : InvalidOid;
    if (plan_ != nullptr && leg_array == leg_array_)
        return;
    std::vector<Oid> types = types_;
    std::replace(types.begin(), types.end(), leg_array_type, leg_array);
    plan_ = backend_call([sql = sql_, data = types.data(), count = static_cast<int>(types.size())] {
        SPIPlanPtr plan = SPI_prepare_cursor(sql, count, data, CURSOR_OPT_GENERIC_PLAN);
        if (plan == nullptr)
            elog(ERROR, "could not prepare \"%s\": %s", sql, SPI_result_code_string(SPI_result));
        SPI_keepplan(plan);
        return plan;
    });
    leg_array_ = leg_array;
    planned_ = false;
}

namespace {

// A plan that is made while a table is small must not scan it from end to end once it has grown: the plan is kept,
// and nothing replans it until the table is analysed. Without sequential scans whatever has an index uses it, and without
// bitmaps and sorts it takes the rows in the index's order, no more of them than it needs, and joins by looking up. Few
// rows are worth no memory of what was looked up. (What has no index is scanned at a cost so great that it would be worth compiling, but for the
// last setting.)
class IndexPlans {
public:
    explicit IndexPlans(bool planning) {
        if (!planning)
            return;
        level_ = NewGUCNestLevel();
        for (const char *setting : {"enable_seqscan", "enable_bitmapscan", "enable_sort", "enable_memoize", "enable_hashjoin",
                                    "enable_mergejoin", "jit"})
            set_config_option(setting, "off", PGC_USERSET, PGC_S_SESSION, GUC_ACTION_SAVE, true, 0, false);
    }
    // Only where there was no error: the abort of the (sub)transaction restores the settings itself.
    void restore() const {
        if (level_ != 0)
            AtEOXact_GUC(true, level_);
    }

private:
    int level_ = 0;
};

} // namespace

constexpr std::size_t most_values = 24;

void Statement::check(std::size_t count) const {
    if (count != types_.size() || count > most_values)
        throw std::logic_error(std::string("wrong number of parameters for ") + sql_);
}

void Statement::run_into(DestReceiver &receiver, std::initializer_list<Value> values) {
    SpiSession::connect();
    const PinnedSearchPath path;
    prepare();
    check(values.size());
    backend_call([this, to = &receiver, given = values.begin(), count = static_cast<int>(values.size())] {
        const IndexPlans index_plans(!planned_ || !SPI_plan_is_valid(plan_));
        ParamListInfo parameters = makeParamList(count);
        for (int index = 0; index < count; ++index)
            parameters->params[index] = {given[index].datum, given[index].null, PARAM_FLAG_CONST, types_.data()[index]};
        SPIExecuteOptions options{};
        options.params = parameters;
        options.read_only = true;
        options.dest = to;
        PushActiveSnapshot(GetLatestSnapshot());
        const int code = SPI_execute_plan_extended(plan_, &options);
        PopActiveSnapshot();
        if (code < 0)
            elog(ERROR, "could not execute \"%s\": %s", sql_, SPI_result_code_string(code));
        index_plans.restore();
    });
    planned_ = true;
}

Rows Statement::run(std::initializer_list<Value> values, Snapshot snapshot) {
    SpiSession::connect();
    if (search_path_is_pinned())
        return execute(values, snapshot);
    const PinnedSearchPath path;
    return execute(values, snapshot);
}

Rows Statement::execute(std::initializer_list<Value> values, Snapshot snapshot) {
    prepare();
    check(values.size());
    std::array<Datum, most_values> data{};
    std::array<char, most_values> nulls{};
    std::size_t index = 0;
    for (const Value &given : values) {
        data.at(index) = given.datum;
        nulls.at(index) = given.null ? 'n' : ' ';
        ++index;
    }
    const Rows rows = backend_call([plan = plan_, datums = data.data(), flags = nulls.data(), snapshot, sql = sql_,
                                    planned = planned_] {
        const IndexPlans index_plans(!planned || !SPI_plan_is_valid(plan));
        int code = 0;
        if (snapshot != Snapshot::transaction) {
            const bool writes = snapshot == Snapshot::fresh_to_write;
            code = SPI_execute_snapshot(plan, datums, flags, GetLatestSnapshot(), nullptr, !writes, writes, 0);
        } else {
            code = SPI_execute_plan(plan, datums, flags, false, 0);
        }
        if (code < 0)
            elog(ERROR, "could not execute \"%s\": %s", sql, SPI_result_code_string(code));
        index_plans.restore();
        return Rows(SPI_tuptable, SPI_processed);
    });
    planned_ = true;
    return rows;
}

} // namespace refusal::backend
