#pragma once

#include <cstddef>

namespace refusal::core {

// How many of `size` elements in ascending order of `key` are at or below x: std::upper_bound without its
// branches, which no processor predicts.
template <typename T, typename X, typename Key>
std::size_t count_at_or_below(const T *first, std::size_t size, X x, Key key) {
    const T *at = first;
    while (size > 0) {
        const std::size_t half = (size + 1) / 2;
        at += half * static_cast<std::size_t>(key(at[half - 1]) <= x);
        size -= half;
    }
    return static_cast<std::size_t>(at - first);
}

} // namespace refusal::core
