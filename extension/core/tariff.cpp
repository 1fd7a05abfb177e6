#include "core/tariff.hpp"

namespace refusal::core {

namespace {

Wide greatest_common_divisor(Wide left, Wide right) {
    while (right != 0) {
        const Wide remainder = left % right;
        left = right;
        right = remainder;
    }
    return left;
}

} // namespace

Tariff::Tariff(std::int64_t grams, Wide daily_loss)
    : grams_(grams), loss_(daily_loss), loss_per_(Wide{1'000'000'000} * micros_per_day) {
    if (loss_ == 0)
        return;
    // In lowest terms nearly every product of the search fits 64 bits.
    const Wide divisor = greatest_common_divisor(loss_per_, loss_);
    loss_ /= divisor;
    loss_per_ /= divisor;
    loss_rate_ = static_cast<double>(loss_) / static_cast<double>(loss_per_);
}

bool Tariff::lane(const Network::Arc &arc, Money &item) const {
    constexpr std::int64_t per_kg = 1000;
    // Nearly always: a division by what the compiler knows is none.
    if (std::int64_t product = 0; !__builtin_mul_overflow(arc.cost_per_kg, grams_, &product) &&
                                  try_add(product, per_kg / 2)) {
        item = product / per_kg;
        return try_add(item, arc.cost_per_parcel);
    }
    return try_round_half_up(Wide{arc.cost_per_kg} * grams_, per_kg, item) &&
           try_add(item, arc.cost_per_parcel);
}

bool Tariff::some_value_loss(Micros time, Money &item) const {
    Wide product = 0;
    return !__builtin_mul_overflow(loss_, Wide{time}, &product) && try_round_half_up(product, loss_per_, item);
}

bool Tariff::loss_slack(Micros difference, Money &slack) const {
    // round(x + y) - round(x) <= ceil(y) <= round(y) + 1
    return value_loss(difference, slack) && try_add(slack, loss_ == 0 ? 0 : 1);
}

} // namespace refusal::core
