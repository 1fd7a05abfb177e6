#pragma once

#include "backend/server/spi.hpp"

// What an administrator may have added to a table whose rows are written straight, see direct_insert.hpp:
// honoured, or refused, but never passed over. For code that is inside a backend_call already.
namespace refusal::backend {

// Error 0A000 where an INSERT would set something off that a row which is written straight does not.
void refuse_unfired(Relation table);
// Error 23514 where a row violates a CHECK that was added.
void check_rows(Relation table, TupleTableSlot **rows, int count, EState *state);

} // namespace refusal::backend
