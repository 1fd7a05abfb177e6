#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>

namespace refusal::client::cabinet {

// The names and values of a query, each name once: the last one counts.
using Query = std::map<std::string, std::string>;

// Without its percent escapes; nothing where they are no UTF-8 text, which no parameter of the database may
// hold.
std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space);

// Nothing where a name or a value cannot be decoded.
std::optional<Query> query_of(std::string_view text);

// UTF-8 without a NUL, as the database takes it.
bool is_text(std::string_view bytes);

} // namespace refusal::client::cabinet
