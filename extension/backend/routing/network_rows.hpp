#pragma once

#include "backend/server/spi.hpp"
#include "core/network.hpp"

// Facilities and lanes as they are committed now, whatever the transaction's snapshot; all of them, or some.
namespace refusal::backend {

std::vector<core::Facility> read_facilities();
std::vector<core::Facility> read_facilities(const std::vector<std::int32_t> &ids);

std::vector<core::Lane> read_lanes();
// Those of the ids, and those that begin or end at one of the facilities.
std::vector<core::Lane> read_lanes(const std::vector<std::int32_t> &ids,
                                   const std::vector<std::int32_t> &facility_ids);

} // namespace refusal::backend
