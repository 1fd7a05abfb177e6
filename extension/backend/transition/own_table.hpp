#pragma once

#include "backend/transition/row.hpp"

// refusal.refusal as pg_refusal made it, or with something that an administrator has added.
namespace refusal::backend {

// Whether an INSERT or UPDATE by the caller would do nothing with a row of a shop that the caller sees but
// what pg_refusal does with it by itself: no other trigger or rule, no other row security, and the privileges
// are there. For code that is inside a backend_call already.
bool does_only_ours(Relation refusals, CmdType command);

} // namespace refusal::backend
