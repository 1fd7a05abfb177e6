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

constexpr Money fractions_per_unit = Money{1} << Tariff::fraction_bits;

// Trees are made of these by the thousand, and may lie a little too low: no need for wide integers.
bool least_rounded(double amount, Money &fractions) {
    fractions = 0;
    if (amount == 0)
        return true;
    constexpr double surely = 1 - 0x1p-44; // more than the last bits that were rounded up
    constexpr double most = 0x1p52;
    fractions = amount < most ? static_cast<Money>(amount * surely * fractions_per_unit) - fractions_per_unit / 2 : 0;
    return amount < most;
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

bool Tariff::least_lane(const Network::Arc &arc, Money &fractions) const {
    constexpr double per_kg = 1000;
    Money fixed = 0;
    return least_rounded(static_cast<double>(arc.cost_per_kg) * static_cast<double>(grams_) / per_kg, fractions) &&
           in_fractions(arc.cost_per_parcel, fixed) && try_add(fractions, fixed);
}

bool Tariff::least_value_loss(Micros time, Money &fractions) const {
    return least_rounded(static_cast<double>(time) * loss_rate_, fractions);
}

bool Tariff::in_fractions(Money amount, Money &fractions) {
    return !__builtin_mul_overflow(amount, fractions_per_unit, &fractions);
}

bool Tariff::loss_slack(Micros difference, Money &slack) const {
    // round(x + y) - round(x) <= ceil(y) <= round(y) + 1
    return value_loss(difference, slack) && try_add(slack, loss_ == 0 ? 0 : 1);
}

} // namespace refusal::core
