#pragma once

#include <cstdint>

namespace refusal::core {

// Minor units (kopecks). Nothing here wraps: what does not fit is an Error of SQLSTATE 22003.
using Money = std::int64_t;

// Products of two 64-bit numbers, before they are divided and rounded back.
__extension__ using Wide = __int128;

[[noreturn]] void money_out_of_range();

Money add(Money left, Money right);
Money multiply(Money left, Money right);

// numerator / denominator to the nearest whole, halves towards positive infinity. The denominator is
// positive.
Money round_half_up(Wide numerator, Wide denominator);

// The same where the caller goes on without the item: false when the result does not fit.
inline bool try_add(Money &sum, Money item) {
    return !__builtin_add_overflow(sum, item, &sum);
}
bool try_round_half_up(Wide numerator, Wide denominator, Money &result);

} // namespace refusal::core
