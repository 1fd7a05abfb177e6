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
}

bool Tariff::lane(const Network::Arc &arc, Money &item) const {
    return try_round_half_up(Wide{arc.cost_per_kg} * grams_, 1000, item) &&
           try_add(item, arc.cost_per_parcel);
}

bool Tariff::value_loss(Micros time, Money &item) const {
    item = 0;
    Wide product = 0;
    return loss_ == 0 || (!__builtin_mul_overflow(loss_, Wide{time}, &product) &&
                          try_round_half_up(product, loss_per_, item));
}

bool Tariff::loss_slack(Micros difference, Money &slack) const {
    // round(x + y) - round(x) <= ceil(y) <= round(y) + 1
    return value_loss(difference, slack) && try_add(slack, loss_ == 0 ? 0 : 1);
}

bool Tariff::storage(const Network::Node &node, Micros wait, Money &item) {
    item = 0;
    return wait == 0 || try_round_half_up(Wide{node.storage_cost_per_day} * wait, micros_per_day, item);
}

} // namespace refusal::core
