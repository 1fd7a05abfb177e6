#pragma once

#include "backend/transition/change.hpp"

// What the triggers write as the tables' owner: the journal, and what a change brings along.
namespace refusal::backend {

enum class Sequence { refusal_id, route_id, event_id };
// No privilege is asked for: a caller who may not touch the sequences still draws through the triggers.
std::int64_t draw(Sequence sequence);

// The fields that the chain covers, in its order.
struct HashedEvent {
    std::int64_t refusal_id = 0;
    std::int32_t version = 0;
    std::string event;
    std::optional<std::string> from_state;
    std::string to_state, actor, role;
    TimestampTz occurred_at = 0, recorded_at = 0;
    std::optional<std::int32_t> facility_id;
    std::optional<Uuid> request_id;
    std::string_view payload; // as jsonb prints it

    static HashedEvent of(const Row &row, std::string_view payload); // role: the current user
};
Bytes event_hash(const Bytes &previous, const HashedEvent &event);
Bytes sha256(const std::string &bytes);
std::string current_role();

// Which cluster's transaction ids the journal now gets.
std::int32_t xid_space();

} // namespace refusal::backend
