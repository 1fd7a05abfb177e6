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
    bool least_lane(const Network::Arc &arc, Money &fractions) const;
    bool least_value_loss(Micros time, Money &fractions) const;
    static bool in_fractions(Money amount, Money &fractions);

    bool loses_value() const { return loss_ > 0; }
    // The most by which value_loss can differ between two times this far apart.
    bool loss_slack(Micros difference, Money &slack) const;

private:
    bool some_value_loss(Micros time, Money &item) const;

    std::int64_t grams_;
    Wide loss_;     // value lost in ...
    Wide loss_per_; // ... so many microseconds
    double loss_rate_ = 0;
};

} // namespace refusal::core
