#pragma once

#include "backend/transition/change.hpp"

// What the journal keeps of a request, and as it prints it: both from one tree, for the hash covers the text.
namespace refusal::backend {

struct StoredPayload {
    Value jsonb;
    std::string_view text; // in the caller's memory, as the jsonb
};
StoredPayload stored_payload(const EventRequest &request);

} // namespace refusal::backend
