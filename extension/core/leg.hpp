#pragma once

#include "core/planner.hpp"
#include "core/tariff.hpp"

#include <cstdint>

namespace refusal::core {

Tariff tariff_of(const PlanRequest &request);

// May the request's parcel enter a facility, or be sorted at it.
bool passes(const PlanRequest &request, const Network::Node &node);

// Fills in what a ride costs up to the door: departs_at, arrives_at, lane, handling, storage.
enum class Ride : std::uint8_t { possible, never_leaves, out_of_range };
Ride ride(const Network &network, const Network::Arc &arc, const PlanRequest &request, const Tariff &tariff,
          Micros ready_at, Leg &leg);

// Fills in the rest: ready_at, sorted, sorting, value_loss. `hours`: of the destination, where the plan ends
// here. False: out of range.
bool enter(const Network::Node &node, const Tariff &tariff, Micros since, bool sort,
           const OpeningHours *hours, Leg &leg);

// Adds the leg's items to the cost; false: out of range.
bool add_cost(const Leg &leg, Money &cost);
Money total(const Leg &leg); // the items of one leg; error 22003 where they are out of range

} // namespace refusal::core
