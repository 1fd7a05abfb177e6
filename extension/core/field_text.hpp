#pragma once

#include "core/conditions.hpp"

#include <string>

namespace refusal::core {

// One field as an explanation writes it: money with its decimals, ranges and sets as PostgreSQL does.
std::string fact_text(const Facts &facts, Field field);          // "unknown" for what is not known
std::string condition_text(const Conditions &when, Field field); // of a condition that is present

} // namespace refusal::core
