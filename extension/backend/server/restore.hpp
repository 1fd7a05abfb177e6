#pragma once

#include "backend/server/postgres.hpp"

namespace refusal::backend {

// What pg_dump emits sets row_security off, and a role that bypasses it runs that. Rows are then kept to the letter.
inline bool restoring() { return !row_security && has_bypassrls_privilege(GetUserId()); }

} // namespace refusal::backend
