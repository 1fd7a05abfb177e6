#pragma once

#include "backend/transition/change.hpp"

// One refusal's change written straight into the table with all that comes of it. An UPDATE would find and
// lock the row in the same way, and have its triggers do what is done here: to start and to end one costs a
// quarter of an event.
namespace refusal::backend {

// How it ended, where it did not throw. `before` is empty where there is no such refusal.
struct Updated {
    std::optional<Row> before;
    std::optional<Change> change; // empty: the row stays as it is
};

// The row is found, locked, has its change computed by `make`, and gets it. Nothing at all: it takes an
// UPDATE, for somebody has added something to the table, or the caller sees the refusal otherwise than by its
// shop.
std::optional<Updated> update_directly(std::int64_t refusal_id,
                                       const std::function<std::optional<Change>(const Row &)> &make);

} // namespace refusal::backend
