#pragma once

#include "backend/server/postgres.hpp"

// A JSON document as the tree that PostgreSQL puts a jsonb together from. For code that is inside a backend_call
// already: what is made is palloc'ed, and strings stay where they are.
namespace refusal::backend {

JsonbValue string_node(std::string_view text);
JsonbValue integer_node(std::int64_t number);
JsonbValue object_node(JsonbPair *members, int count); // brought into jsonb's order; their keys differ
JsonbValue node_of(const nlohmann::json &item);
JsonbValue node_of(const nlohmann::json &object, std::span<const JsonbPair> more); // with these members too

// As JsonbToCString prints what is put together from it.
void print(StringInfo text, const JsonbValue &node);

} // namespace refusal::backend
