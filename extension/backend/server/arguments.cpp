#include "backend/server/arguments.hpp"

namespace refusal::backend {

void malformed(const std::string &message, std::string detail) {
    throw core::Error("22023", message, std::move(detail));
}

namespace {

void must_not_be_null(FunctionCallInfo fcinfo, int index, const char *name) {
    if (PG_ARGISNULL(index))
        malformed("argument \"" + std::string(name) + "\" must not be null");
}

struct Elements {
    Datum *data;
    bool *nulls;
    int count;
};

Elements elements(FunctionCallInfo fcinfo, int index, Oid type, int length, bool by_value, char align,
                  const char *name) {
    struct Read {
        Elements elements;
        bool flat;
    };
    const Read read = backend_call([=]() -> Read {
        ArrayType *array = PG_GETARG_ARRAYTYPE_P(index);
        Read result{};
        result.flat = ARR_NDIM(array) <= 1;
        if (result.flat)
            deconstruct_array(array, type, length, by_value, align, &result.elements.data, &result.elements.nulls,
                              &result.elements.count);
        return result;
    });
    if (!read.flat)
        malformed("argument \"" + std::string(name) + "\" must have one dimension");
    return read.elements;
}

} // namespace

void check_text(const std::string &text, const char *name) {
    if (text.empty())
        malformed("\"" + std::string(name) + "\" must not be empty");
    if (static_cast<std::size_t>(pg_mbstrlen_with_len(text.data(), static_cast<int>(text.size()))) > longest_text)
        malformed("\"" + std::string(name) + "\" is longer than " + std::to_string(longest_text) + " characters");
}

std::string required_text(FunctionCallInfo fcinfo, int index, const char *name) {
    must_not_be_null(fcinfo, index, name);
    std::string text = text_of(PG_GETARG_DATUM(index));
    check_text(text, name);
    return text;
}

std::optional<std::string> optional_text(FunctionCallInfo fcinfo, int index, const char *name) {
    if (PG_ARGISNULL(index))
        return std::nullopt;
    return required_text(fcinfo, index, name);
}

std::int64_t required_int64(FunctionCallInfo fcinfo, int index, const char *name) {
    must_not_be_null(fcinfo, index, name);
    return PG_GETARG_INT64(index);
}

std::int32_t required_int32(FunctionCallInfo fcinfo, int index, const char *name) {
    must_not_be_null(fcinfo, index, name);
    return PG_GETARG_INT32(index);
}

std::optional<std::int32_t> optional_int32(FunctionCallInfo fcinfo, int index) {
    return PG_ARGISNULL(index) ? std::nullopt : std::optional(PG_GETARG_INT32(index));
}

std::optional<Uuid> optional_uuid(FunctionCallInfo fcinfo, int index) {
    return uuid_of(PG_GETARG_DATUM(index), PG_ARGISNULL(index));
}

nlohmann::json optional_json(FunctionCallInfo fcinfo, int index) {
    return PG_ARGISNULL(index) ? nlohmann::json() : json_of(PG_GETARG_DATUM(index));
}

void check_occurred_at(TimestampTz time) {
    if (TIMESTAMP_NOT_FINITE(time))
        malformed("\"occurred_at\" must be finite");
    if (time > GetCurrentTimestamp() + 5 * USECS_PER_MINUTE)
        malformed("\"occurred_at\" is more than 5 minutes ahead of the server's clock", {});
}

std::optional<TimestampTz> optional_occurred_at(FunctionCallInfo fcinfo, int index) {
    if (PG_ARGISNULL(index))
        return std::nullopt;
    const TimestampTz time = PG_GETARG_TIMESTAMPTZ(index);
    check_occurred_at(time);
    return time;
}

std::optional<TimestampTz> parse_time(const nlohmann::json &value, const char *name) {
    if (value.is_null())
        return std::nullopt;
    if (!value.is_string())
        malformed("\"" + std::string(name) + "\" must be a time written as a string");
    const auto text = value.get<std::string>();
    check_text(text, name);
    const TimestampTz time = backend_call([data = text.c_str()] {
        return DatumGetTimestampTz(DirectFunctionCall3(timestamptz_in, CStringGetDatum(data),
                                                       ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
    });
    if (TIMESTAMP_NOT_FINITE(time))
        malformed("\"" + std::string(name) + "\" must be finite");
    return time;
}

std::string time_text(TimestampTz time) {
    struct Parts {
        pg_tm tm;
        fsec_t fraction;
    };
    const Parts parts = backend_call([time] {
        Parts result{};
        // Without a zone it reads the microseconds as they are stored: UTC.
        if (timestamp2tm(time, nullptr, &result.tm, &result.fraction, nullptr, nullptr) != 0)
            ereport(ERROR, (errcode(ERRCODE_DATETIME_VALUE_OUT_OF_RANGE), errmsg("timestamp out of range")));
        return result;
    });
    std::array<char, 64> buffer{};
    pg_snprintf(buffer.data(), buffer.size(), "%04d-%02d-%02dT%02d:%02d:%02d.%06dZ", parts.tm.tm_year,
                parts.tm.tm_mon, parts.tm.tm_mday, parts.tm.tm_hour, parts.tm.tm_min, parts.tm.tm_sec,
                static_cast<int>(parts.fraction));
    return buffer.data();
}

std::vector<std::int64_t> required_int64s(FunctionCallInfo fcinfo, int index, const char *name) {
    must_not_be_null(fcinfo, index, name);
    const Elements items = elements(fcinfo, index, INT8OID, 8, true, TYPALIGN_DOUBLE, name);
    std::vector<std::int64_t> result;
    for (int item = 0; item < items.count; ++item) {
        if (items.nulls[item])
            malformed("argument \"" + std::string(name) + "\" must not hold nulls");
        result.push_back(DatumGetInt64(items.data[item]));
    }
    return result;
}

std::vector<std::string> required_texts(FunctionCallInfo fcinfo, int index, const char *name) {
    must_not_be_null(fcinfo, index, name);
    const Elements items = elements(fcinfo, index, TEXTOID, -1, false, TYPALIGN_INT, name);
    std::vector<std::string> result;
    if (items.count == 0)
        malformed("argument \"" + std::string(name) + "\" must not be empty");
    for (int item = 0; item < items.count; ++item) {
        if (items.nulls[item])
            malformed("argument \"" + std::string(name) + "\" must not hold nulls");
        result.push_back(text_of(items.data[item]));
        check_text(result.back(), name);
    }
    return result;
}

std::vector<std::optional<std::int32_t>> optional_int32s(FunctionCallInfo fcinfo, int index, const char *name) {
    std::vector<std::optional<std::int32_t>> result;
    if (PG_ARGISNULL(index))
        return result;
    const Elements items = elements(fcinfo, index, INT4OID, 4, true, TYPALIGN_INT, name);
    for (int item = 0; item < items.count; ++item)
        result.push_back(items.nulls[item] ? std::nullopt : std::optional(DatumGetInt32(items.data[item])));
    return result;
}

std::vector<std::optional<Uuid>> optional_uuids(FunctionCallInfo fcinfo, int index, const char *name) {
    std::vector<std::optional<Uuid>> result;
    if (PG_ARGISNULL(index))
        return result;
    const Elements items = elements(fcinfo, index, UUIDOID, 16, false, TYPALIGN_CHAR, name);
    for (int item = 0; item < items.count; ++item)
        result.push_back(uuid_of(items.data[item], items.nulls[item]));
    return result;
}

void check_members(const nlohmann::json &object, std::span<const char *const> names, const char *argument) {
    if (!object.is_object())
        malformed("each element of \"" + std::string(argument) + "\" must be an object");
    for (const auto &[key, item] : object.items())
        if (std::find(names.begin(), names.end(), key) == names.end())
            malformed("\"" + key.substr(0, longest_text) + "\" of an element of \"" + argument + "\" is not known");
}

std::string text_member(const nlohmann::json &object, const char *name, bool required) {
    const auto found = object.find(name);
    if (found == object.end() || found->is_null()) {
        if (required)
            malformed("\"" + std::string(name) + "\" must be given");
        return {};
    }
    if (!found->is_string())
        malformed("\"" + std::string(name) + "\" must be a string");
    auto text = found->get<std::string>();
    check_text(text, name);
    return text;
}

} // namespace refusal::backend
