#pragma once

#include "backend/transition/change.hpp"

namespace refusal::backend {

// One event for one refusal, with what follows from it. `call` is what was passed, as retries are compared by it.
// Open an SpiSession first.
Row fire(std::int64_t refusal_id, EventRequest request, std::optional<std::int32_t> expected_version,
         const nlohmann::json &call);

// The same where the event depends on the row: `make` sees it locked.
Row fire(std::int64_t refusal_id, std::optional<std::int32_t> expected_version,
         const std::optional<Uuid> &request_id, const nlohmann::json &call,
         const std::function<EventRequest(const Row &)> &make);

} // namespace refusal::backend
