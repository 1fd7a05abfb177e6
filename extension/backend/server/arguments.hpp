#pragma once

#include "backend/transition/row.hpp"

// Reading an SQL function's arguments. What may not be null, or is malformed, is an error that names the argument.
namespace refusal::backend {

inline constexpr std::size_t longest_text = 400;

std::string required_text(FunctionCallInfo fcinfo, int index, const char *name);
std::optional<std::string> optional_text(FunctionCallInfo fcinfo, int index, const char *name);
std::int64_t required_int64(FunctionCallInfo fcinfo, int index, const char *name);
std::int32_t required_int32(FunctionCallInfo fcinfo, int index, const char *name);
std::optional<std::int32_t> optional_int32(FunctionCallInfo fcinfo, int index);
std::optional<Uuid> optional_uuid(FunctionCallInfo fcinfo, int index);
nlohmann::json optional_json(FunctionCallInfo fcinfo, int index); // null: JSON null
// The device's clock: finite and at most five minutes ahead of the server's.
std::optional<TimestampTz> optional_occurred_at(FunctionCallInfo fcinfo, int index);
void check_occurred_at(TimestampTz time);
std::optional<TimestampTz> parse_time(const nlohmann::json &value, const char *name);
std::string time_text(TimestampTz time); // ISO 8601, UTC, microseconds
void check_text(const std::string &text, const char *name);
[[noreturn]] void malformed(const std::string &message, std::string detail = {});

// The elements of a JSON argument: objects whose members have the names of another function's arguments.
void check_members(const nlohmann::json &object, std::span<const char *const> names, const char *argument);
std::string text_member(const nlohmann::json &object, const char *name, bool required); // absent or null: empty

// The element of a text[], int[] or bigint[] argument; a null array is nothing, a null element an error.
std::vector<std::int64_t> required_int64s(FunctionCallInfo fcinfo, int index, const char *name);
std::vector<std::string> required_texts(FunctionCallInfo fcinfo, int index, const char *name);
std::vector<std::optional<std::int32_t>> optional_int32s(FunctionCallInfo fcinfo, int index, const char *name);
std::vector<std::optional<Uuid>> optional_uuids(FunctionCallInfo fcinfo, int index, const char *name);

} // namespace refusal::backend
