#pragma once

#include "change.hpp"

#include <optional>
#include <string>
#include <vector>

namespace refusal::client {

// The changes a notification on a shop's channel carries. None where it carries no events, or anything else
// than this version of the format: then it is only a hint that there is something to read.
std::optional<std::vector<Change>> changes_of(const std::string &payload, const std::string &shop);

} // namespace refusal::client
