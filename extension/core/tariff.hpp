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
    bool value_loss(Micros time, Money &item) const;
    static bool storage(const Network::Node &node, Micros wait, Money &item);

    bool loses_value() const { return loss_ > 0; }
    // The most by which value_loss can differ between two times this far apart.
    bool loss_slack(Micros difference, Money &slack) const;

private:
    std::int64_t grams_;
    Wide loss_;     // value lost in ...
    Wide loss_per_; // ... so many microseconds
};

} // namespace refusal::core
