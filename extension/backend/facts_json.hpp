#pragma once

#include "backend/postgres.hpp"
#include "core/conditions.hpp"

// The facts of a refusal as the journal keeps them. Nothing is lost: a decision is explained and replayed from them.
namespace refusal::backend {

nlohmann::json to_json(const core::Facts &facts);

// Malformed facts are an internal error: only pg_refusal itself writes them.
core::Facts facts_from_json(const nlohmann::json &json);

} // namespace refusal::backend
