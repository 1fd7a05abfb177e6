#pragma once

#include "core/interrupt.hpp"
#include "core/network.hpp"

#include <cstddef>
#include <list>
#include <map>
#include <memory>
#include <tuple>
#include <vector>

namespace refusal::core {

// A reverse shortest-path tree: no parcel of the tree's weight and loss, or of more, gets from a facility to
// the destination for less. Waits are taken to be nothing, so ready times play no part.
struct Bound {
    static constexpr Money unreachable = INT64_MAX;

    std::vector<Money> to_go; // by facility
    // Of the lanes that lead on to the destination:
    bool timetabled = false;
    bool ends = false; // some stop being valid
    Micros last_start = beginning_of_time;
    bool out_of_range = false; // some cost more than money can count
};

struct BoundKey {
    Network::Index destination = Network::none;
    bool needs_sorting = false;
    std::int64_t grams = 0;
    Wide daily_loss = 0;                    // in 1e-9 of a minor unit
    Micros lanes_ended = beginning_of_time; // lanes that ended by then are left out

    friend bool operator<(const BoundKey &left, const BoundKey &right) {
        const auto tied = [](const BoundKey &key) {
            return std::tie(key.destination, key.needs_sorting, key.grams, key.daily_loss, key.lanes_ended);
        };
        return tied(left) < tied(right);
    }
};

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

    static std::size_t bytes_of(const Bound &bound);
    void keep(const BoundKey &key, std::shared_ptr<const Bound> bound);

    const Network &network_;
    std::size_t limit_;
    std::size_t bytes_ = 0;
    std::list<Entry> recent_; // the latest first
    std::map<BoundKey, std::list<Entry>::iterator> found_;
};

// The key with weight and loss rounded down to powers of four, so that alike parcels share a tree. The search
// then meets a bound that is a little lower, and a tree costs as much as a hundred such searches.
BoundKey coarse(BoundKey key);

} // namespace refusal::core
