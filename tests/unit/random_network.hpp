#pragma once

#include "brute_force.hpp"

#include <cstdint>
#include <random>

// Small networks made to be awkward: equal and zero costs, parallel lanes, self-loops, hours across changes
// of the clock, timetables, validity about to begin or end.
namespace random_network {

struct Flavour {
    bool timetables = false;
    bool validity = false;
};

struct Case {
    brute_force::World world;
    refusal::core::PlanRequest request;
    std::int32_t destination = 0;
};

Case make(std::uint32_t seed, Flavour flavour);

// Connected, costs and times varied; `timetables` on every lane.
brute_force::World large(std::size_t facilities, std::size_t lanes, bool timetables);

} // namespace random_network
