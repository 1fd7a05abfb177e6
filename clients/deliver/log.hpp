#pragma once

#include <nlohmann/json.hpp>

#include <string>

namespace refusal::client {

// One JSON object a line on standard error. Neither secrets nor personal data: of an event its numbers, of an
// endpoint its number and name, for a URL may hold a token.
void log(const char *level, const std::string &message, const nlohmann::ordered_json &details = {});

} // namespace refusal::client
