#include "core/estimate.hpp"

#include "core/tariff.hpp"

#include <bit>

namespace refusal::core {

namespace {

// The share of the greater end where the value lies in a cell that ends at so many times its beginning.
double share_of_end(Wide value, Wide begin) {
    return begin == 0 ? 0 : static_cast<double>(value - begin) / (static_cast<double>(begin) * (cell_step - 1));
}

// The largest power of 2 ^ bits that is not above the value.
Wide power_below(Wide value, unsigned bits) {
    Wide power = value > 0 ? 1 : 0;
    while (power > 0 && power <= value >> bits)
        power <<= bits;
    return power;
}

// Rounded down, so that alike parcels share a tree.
BoundKey rounded(BoundKey key, unsigned bits) {
    key.grams = static_cast<std::int64_t>(power_below(key.grams, bits));
    key.daily_loss = power_below(key.daily_loss, bits);
    return key;
}

} // namespace

Estimate::Estimate(const BoundKey &key, BoundCache &cache, Interrupt interrupt) {
    BoundKey cell = rounded(key, std::countr_zero(cell_step));
    cell.fine = true;
    bound_ = cache.get(cell, interrupt);
    if (bound_->out_of_range) {
        // Counted in whole units, without the half, there may be no more than money can count.
        constexpr unsigned to_fours = 2;
        bound_ = cache.get(rounded(key, to_fours), interrupt);
        return;
    }
    const double heavy = share_of_end(key.grams, cell.grams);
    const double lossy = share_of_end(key.daily_loss, cell.daily_loss);
    constexpr double unit = 1.0 / (1U << Tariff::fraction_bits);
    for (std::size_t tree = 0; tree < bound_->trees; ++tree) {
        const Corner at = corner(cell, tree);
        shares_.at(tree) = (at.heavy ? heavy : 1 - heavy) * (at.lossy ? lossy : 1 - lossy) * unit;
    }
}

Estimate Estimate::exact(const BoundKey &key, BoundCache &cache, Interrupt interrupt) {
    Estimate estimate;
    estimate.bound_ = cache.get(key, interrupt);
    return estimate;
}

} // namespace refusal::core
