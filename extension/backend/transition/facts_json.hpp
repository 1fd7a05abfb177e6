#pragma once

#include "backend/server/jsonb_tree.hpp"
#include "core/conditions.hpp"

// The facts of a refusal as the journal keeps them. Nothing is lost: a decision is explained and replayed from them.
namespace refusal::backend {

// value: amount_text() of the facts'.
JsonbValue node_of(const core::Facts &facts, const std::string &value);

// Malformed facts are an internal error: only pg_refusal itself writes them.
core::Facts facts_from_json(const nlohmann::json &json);

} // namespace refusal::backend
