#pragma once

#include "core/interrupt.hpp"
#include "core/network.hpp"

#include <cstddef>
#include <cstdint>
#include <list>
#include <memory>
#include <unordered_map>
#include <vector>

namespace refusal::core {

// Reverse shortest-path trees, a few side by side: no parcel of a tree's weight and loss, or of more, gets from a
// facility to the destination for less. Waits are taken to be nothing, so ready times play no part.
struct Bound {
    static constexpr Money unreachable = INT64_MAX;

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

// A fine bound has a tree for each corner of a cell: of parcels of the key's weight and loss, or so many times as much.
constexpr std::uint32_t cell_step = 256;
struct Corner {
    bool heavy;
    bool lossy;
};
std::size_t corner_count(const BoundKey &cell);
Corner corner(const BoundKey &cell, std::size_t tree);

// The trees used last, within a number of bytes. A tree that alone exceeds it serves its caller and is not
// kept.
class BoundCache {
public:
    BoundCache(const Network &network, std::size_t limit_bytes) : network_(network), limit_(limit_bytes) {}

    std::shared_ptr<const Bound> get(const BoundKey &key, Interrupt interrupt);
    std::size_t bytes() const { return bytes_; }

private:
    struct Entry {
        BoundKey key;
        std::shared_ptr<const Bound> bound;
    };
    struct Hash {
        std::size_t operator()(const BoundKey &key) const;
    };

    void build(const BoundKey &key, const Bound *sorted, Bound &bound, Interrupt interrupt) const;
    static std::size_t bytes_of(const Bound &bound);
    void keep(const BoundKey &key, std::shared_ptr<const Bound> bound);

    const Network &network_;
    std::size_t limit_;
    std::size_t bytes_ = 0;
    std::list<Entry> recent_; // the latest first
    std::unordered_map<BoundKey, std::list<Entry>::iterator, Hash> found_;
};

} // namespace refusal::core
