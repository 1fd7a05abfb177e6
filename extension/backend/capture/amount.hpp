#pragma once

#include "backend/server/postgres.hpp"
#include "core/money.hpp"

// Money in JSON is a decimal string: "8990.00".
namespace refusal::backend {

std::string amount_text(core::Money amount);
std::optional<core::Money> parse_amount(std::string_view text);

} // namespace refusal::backend
