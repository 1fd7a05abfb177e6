#pragma once

#include "backend/postgres.hpp"

// The settings of pg_refusal.*.
namespace refusal::backend {

void define_settings(); // called from _PG_init

// Who tells the listeners: automatic leaves it to a relay where one runs, direct is NOTIFY by the writer itself.
enum class Notify : int { automatic, direct, off };
Notify notify_setting();

std::size_t route_cache_bytes();
std::int64_t lease_micros();

} // namespace refusal::backend
