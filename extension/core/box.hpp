#pragma once

#include "core/conditions.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace refusal::core {

// A half-open run of the numbers of one axis.
struct Interval {
    std::uint32_t lo = 0;
    std::uint32_t hi = 0;

    friend bool operator==(const Interval &, const Interval &) = default;
};

// A refusal in the space of the rules: one number for each field.
using Point = std::array<std::uint32_t, field_count>;

// A point of every axis, the day among them.
struct Spot {
    Point point{};
    Weekdays day = 0; // one bit
};

// The region of one rule in that space. Weekdays are no run of numbers: on their axis every box is the whole
// axis, and the days are a mask beside it.
struct Box {
    Point lo{};
    Point hi{};
    Weekdays weekdays = 0;

    Interval side(std::size_t axis) const { return {lo[axis], hi[axis]}; }

    // These look at every axis without branching: the compiler makes a few vector instructions of each.
    bool holds(const Point &point, Weekdays day) const {
        std::uint32_t misses = 0;
        for (std::size_t a = 0; a < field_count; ++a)
            misses |=
                static_cast<std::uint32_t>(point[a] < lo[a]) | static_cast<std::uint32_t>(hi[a] <= point[a]);
        return misses == 0 && (weekdays & day) != 0;
    }

    // No number on some axis, or no day.
    bool empty() const {
        auto none = static_cast<std::uint32_t>(weekdays == 0);
        for (std::size_t a = 0; a < field_count; ++a)
            none |= static_cast<std::uint32_t>(hi[a] <= lo[a]);
        return none != 0;
    }

    // Some point of it is in the other one, which is not empty.
    bool overlaps(const Box &other) const {
        auto apart = static_cast<std::uint32_t>((weekdays & other.weekdays) == 0);
        for (std::size_t a = 0; a < field_count; ++a)
            apart |= static_cast<std::uint32_t>(hi[a] <= lo[a]) |
                     static_cast<std::uint32_t>(other.hi[a] <= lo[a]) |
                     static_cast<std::uint32_t>(hi[a] <= other.lo[a]);
        return apart == 0;
    }

    // Every point of the other one, which is not empty.
    bool covers(const Box &other) const {
        auto outside = static_cast<std::uint32_t>((other.weekdays & ~weekdays) != 0);
        for (std::size_t a = 0; a < field_count; ++a)
            outside |= static_cast<std::uint32_t>(other.lo[a] < lo[a]) |
                       static_cast<std::uint32_t>(hi[a] < other.hi[a]);
        return outside == 0;
    }

    Box common(const Box &other) const {
        Box both;
        for (std::size_t a = 0; a < field_count; ++a) {
            both.lo[a] = std::max(lo[a], other.lo[a]);
            both.hi[a] = std::min(hi[a], other.hi[a]);
        }
        both.weekdays = static_cast<Weekdays>(weekdays & other.weekdays);
        return both;
    }

    bool strictly_inside(const Box &outer) const {
        std::uint32_t outside = 0;
        std::uint32_t smaller = 0;
        for (std::size_t a = 0; a < field_count; ++a) {
            outside |= static_cast<std::uint32_t>(lo[a] < outer.lo[a]) |
                       static_cast<std::uint32_t>(outer.hi[a] < hi[a]);
            smaller |= (lo[a] ^ outer.lo[a]) | (hi[a] ^ outer.hi[a]);
        }
        return outside == 0 && (weekdays & ~outer.weekdays) == 0 &&
               (smaller != 0 || weekdays != outer.weekdays);
    }
};

} // namespace refusal::core
