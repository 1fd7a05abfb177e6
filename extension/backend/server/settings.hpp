#pragma once

#include "backend/server/postgres.hpp"

// The settings of pg_refusal.*.
namespace refusal::backend {

void define_settings(); // called from _PG_init

// Who tells the listeners: automatic is the relay while its heart beats, else direct, which is NOTIFY by the writer.
enum class Notify : int { automatic, relay, direct, off };
Notify notify_setting();

std::size_t route_cache_bytes();
std::int64_t lease_micros();
std::int64_t keep_positions_micros();
std::string databases_setting(); // a list of names

} // namespace refusal::backend
