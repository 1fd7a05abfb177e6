#pragma once

#include "core/bound_cache.hpp"

#include <array>
#include <cstddef>
#include <limits>
#include <memory>

namespace refusal::core {

// What a parcel pays at least from a facility to the destination.
//
// Weight and loss lie in a cell between powers of 256, and alike parcels share its trees, one for each corner. By
// any one way the price grows linearly with weight and with loss, so the cheapest way's price, as the least of those,
// never lies below the average of the corners'. For rounding, which is not linear, a tree counts each item that is
// rounded half a unit too low, in fractions of a unit.
class Estimate {
public:
    Estimate() = default;
    // `key`: the parcel as it is.
    Estimate(const BoundKey &key, BoundCache &cache, Interrupt interrupt);
    // The tree of this very parcel.
    static Estimate exact(const BoundKey &key, BoundCache &cache, Interrupt interrupt);

    const Bound &bound() const { return *bound_; }

    bool reaches(Network::Index facility) const {
        return bound_->to_go[facility * bound_->trees] != std::numeric_limits<float>::infinity();
    }

    // Bound::unreachable: there is no way.
    Money to_go(Network::Index facility) const {
        if (!reaches(facility))
            return Bound::unreachable;
        const float *const trees = &bound_->to_go[facility * bound_->trees];
        double sum = 0;
        for (std::size_t tree = 0; tree < bound_->trees; ++tree)
            sum += trees[tree] * shares_[tree];
        // Less the few last bits that may have been rounded up. What is paid is whole.
        constexpr double surely = 1 - 0x1p-44;
        sum *= surely;
        const auto whole = static_cast<Money>(sum);
        return static_cast<double>(whole) < sum ? whole + 1 : whole;
    }

private:
    std::shared_ptr<const Bound> bound_;
    std::array<double, Bound::most_trees> shares_{1}; // in minor units
};

} // namespace refusal::core
