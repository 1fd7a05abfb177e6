#pragma once

#include "core/money.hpp"
#include "core/network.hpp"

namespace refusal::core {

// What one parcel pays. Each item is rounded by itself; each grows with weight, loss rate and time, so the
// tariff of a lighter and less perishable parcel is a lower bound. False: out of range.
class Tariff {
public:
    // daily_loss: in 1e-9 of a minor unit per day.
    Tariff(std::int64_t grams, Wide daily_loss);

    bool lane(const Network::Arc &arc, Money &item) const;
    bool value_loss(Micros time, Money &item) const {
        item = 0;
        return loss_ == 0 || some_value_loss(time, item);
    }
    static bool storage(const Network::Node &node, Micros wait, Money &item) {
        item = 0;
        return wait == 0 || try_round_half_up(Wide{node.storage_cost_per_day} * wait, micros_per_day, item);
    }

    // At least these, in fractions of a minor unit: growing evenly with weight, loss rate and time, as what is rounded
    // does not, and so up to half a unit less. False: out of range.
    static constexpr unsigned fraction_bits = 10;
    bool least_lane(const Network::Arc &arc, Money &fractions) const {
        constexpr double per_kg = 1000;
        Money fixed = 0;
        return least_rounded(static_cast<double>(arc.cost_per_kg) * static_cast<double>(grams_) / per_kg, fractions) &&
               in_fractions(arc.cost_per_parcel, fixed) && try_add(fractions, fixed);
    }
    bool least_value_loss(Micros time, Money &fractions) const {
        return least_rounded(static_cast<double>(time) * loss_rate_, fractions);
    }
    static bool in_fractions(Money amount, Money &fractions) {
        return !__builtin_mul_overflow(amount, fractions_per_unit, &fractions);
    }

    bool loses_value() const { return loss_ > 0; }
    // The most by which value_loss can differ between two times this far apart.
    bool loss_slack(Micros difference, Money &slack) const;

private:
    static constexpr Money fractions_per_unit = Money{1} << fraction_bits;

    bool some_value_loss(Micros time, Money &item) const;

    // Trees are made of these by the thousand, and may lie a little too low: no need for wide integers.
    static bool least_rounded(double amount, Money &fractions) {
        fractions = 0;
        if (amount == 0)
            return true;
        constexpr double surely = 1 - 0x1p-44; // more than the last bits that were rounded up
        constexpr double most = 0x1p52;
        if (amount >= most)
            return false;
        fractions = static_cast<Money>(amount * surely * fractions_per_unit) - fractions_per_unit / 2;
        return true;
    }

    std::int64_t grams_;
    Wide loss_;     // value lost in ...
    Wide loss_per_; // ... so many microseconds
    double loss_rate_ = 0;
};

} // namespace refusal::core
