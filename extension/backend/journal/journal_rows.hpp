#pragma once

#include "backend/transition/row.hpp"

// The lines of the journal that changed rows make.
namespace refusal::backend {

// Journals the trigger's new rows in the order of their event ids, which it returns. `role` did it; the caller of this
// acts as the tables' owner.
std::vector<std::int64_t> write_journal(const TriggerData *trigger, const std::string &role);

// Rows as they became one after another.
std::vector<std::int64_t> write_journal(std::span<const Row *const> rows, const std::string &role);

} // namespace refusal::backend
