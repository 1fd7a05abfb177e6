#include "core/money.hpp"

#include "core/error.hpp"

namespace refusal::core {

namespace {

// Most quotients fit 64 bits, where a division costs a fraction of the 128-bit one.
bool fits(Wide value) {
    return value == static_cast<std::int64_t>(value);
}

template <typename Number> Number divide_half_up(Number numerator, Number denominator) {
    Number quotient = numerator / denominator;
    Number remainder = numerator % denominator;
    if (remainder < 0) {
        remainder += denominator;
        --quotient;
    }
    // Twice the remainder might not fit.
    return remainder >= denominator - remainder ? quotient + 1 : quotient;
}

} // namespace

void money_out_of_range() {
    throw Error("22003", "amount of money out of range");
}

Money add(Money left, Money right) {
    if (!try_add(left, right))
        money_out_of_range();
    return left;
}

Money multiply(Money left, Money right) {
    Money product = 0;
    if (__builtin_mul_overflow(left, right, &product))
        money_out_of_range();
    return product;
}

bool try_round_half_up(Wide numerator, Wide denominator, Money &result) {
    if (fits(numerator) && fits(denominator)) {
        result = divide_half_up(static_cast<std::int64_t>(numerator), static_cast<std::int64_t>(denominator));
        return true;
    }
    const Wide rounded = divide_half_up(numerator, denominator);
    if (!fits(rounded))
        return false;
    result = static_cast<Money>(rounded);
    return true;
}

Money round_half_up(Wide numerator, Wide denominator) {
    Money result = 0;
    if (!try_round_half_up(numerator, denominator, result))
        money_out_of_range();
    return result;
}

} // namespace refusal::core
