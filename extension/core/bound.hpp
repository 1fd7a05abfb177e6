#pragma once

#include "core/interrupt.hpp"
#include "core/network.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace refusal::core {

// Reverse shortest-path trees, a few side by side: no parcel of a tree's weight and loss, or of more, gets
// from a facility to the destination for less. Waits are taken to be nothing, so ready times play no part.
struct Bound {
    static constexpr Money unreachable = INT64_MAX;
    static constexpr std::size_t most_trees = 4; // fewer where there is no more and less, of nothing

    // By facility, then by tree; rounded down, for half the memory; infinity: unreachable.
    std::vector<float> to_go;
    std::size_t trees = 1;
    // Of the lanes that lead on to the destination:
    bool timetabled = false;
    bool ends = false; // some stop being valid
    Micros last_start = beginning_of_time;
    bool out_of_range = false; // some cost more than money can count, or, finely, less than nothing
};

struct BoundKey {
    Network::Index destination = Network::none;
    bool needs_sorting = false;
    bool fine = false; // the trees of a cell, see Estimate; false: one tree in whole minor units
    std::int64_t grams = 0;
    Wide daily_loss = 0;                    // in 1e-9 of a minor unit
    Micros lanes_ended = beginning_of_time; // lanes that ended by then are left out

    bool operator==(const BoundKey &) const = default;
};

// A fine bound has a tree for each corner of a cell: of parcels of the key's weight and loss, or so many
// times as much.
constexpr std::uint32_t cell_step = 256;
struct Corner {
    bool heavy = false;
    bool lossy = false;
};
std::size_t corner_count(const BoundKey &cell);
Corner corner(const BoundKey &cell, std::size_t tree);

// `sorted`: where sorting comes first, the trees of the way on from there.
Bound grow_bound(const Network &network, const BoundKey &key, const Bound *sorted, Interrupt interrupt);

} // namespace refusal::core
