#include "core/sha256.hpp"

#include "core/sha256_block.hpp"

#include <algorithm>

namespace refusal::core {

namespace {

// The fractions of the square roots of the first eight primes.
constexpr Sha256State first_state{0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a,
                                  0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};

} // namespace

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
    static const Sha256Step step = sha256_steps().front();
    Sha256State state = first_state;
    const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.data());
    std::size_t left = bytes.size();
    for (; left >= sha256_block_size; left -= sha256_block_size, data += sha256_block_size)
        step(state, data);
    // A bit, zeros, and the length in bits: in this block where they fit, else in one more.
    std::array<std::uint8_t, sha256_block_size> last{};
    std::copy_n(data, left, last.begin());
    last[left] = 0x80;
    constexpr std::size_t length_at = sha256_block_size - 8;
    if (left >= length_at) {
        step(state, last.data());
        last.fill(0);
    }
    const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
    for (std::size_t byte = 0; byte < 8; ++byte)
        last[length_at + byte] = static_cast<std::uint8_t>(bits >> (56 - 8 * byte));
    step(state, last.data());

    std::array<std::uint8_t, 32> digest{};
    for (std::size_t byte = 0; byte < digest.size(); ++byte)
        digest[byte] = static_cast<std::uint8_t>(state[byte / 4] >> (24 - 8 * (byte % 4)));
    return digest;
}

} // namespace refusal::core
