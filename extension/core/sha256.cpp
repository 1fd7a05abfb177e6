#include "core/sha256.hpp"

#include <algorithm>
#include <bit>
#include <cstddef>

namespace refusal::core {

namespace {

using Words = std::array<std::uint32_t, 8>;
constexpr std::size_t block_size = 64;
using Block = std::array<std::uint8_t, block_size>;

// The fractions of the square roots of the first eight primes, and of the cube roots of the first sixty-four.
constexpr Words first_state{
    0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab, 0x5be0cd19};
constexpr std::array<std::uint32_t, block_size> round_constants{
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2};

std::uint32_t big_endian(const std::uint8_t *bytes) {
    return std::uint32_t{bytes[0]} << 24U | std::uint32_t{bytes[1]} << 16U | std::uint32_t{bytes[2]} << 8U | bytes[3];
}

void digest_block(Words &state, const std::uint8_t *block) {
    std::array<std::uint32_t, block_size> schedule;
    for (std::size_t word = 0; word < 16; ++word)
        schedule[word] = big_endian(block + 4 * word);
    for (std::size_t word = 16; word < schedule.size(); ++word) {
        const std::uint32_t late = schedule[word - 2];
        const std::uint32_t early = schedule[word - 15];
        schedule[word] = schedule[word - 16] + schedule[word - 7] +
                         (std::rotr(early, 7) ^ std::rotr(early, 18) ^ early >> 3U) +
                         (std::rotr(late, 17) ^ std::rotr(late, 19) ^ late >> 10U);
    }
    auto [a, b, c, d, e, f, g, h] = state;
    for (std::size_t round = 0; round < schedule.size(); ++round) {
        const std::uint32_t choice = g ^ (e & (f ^ g));
        const std::uint32_t majority = (a & b) | (c & (a | b));
        const std::uint32_t first = h + (std::rotr(e, 6) ^ std::rotr(e, 11) ^ std::rotr(e, 25)) + choice +
                                    round_constants[round] + schedule[round];
        const std::uint32_t second = (std::rotr(a, 2) ^ std::rotr(a, 13) ^ std::rotr(a, 22)) + majority;
        h = g;
        g = f;
        f = e;
        e = d + first;
        d = c;
        c = b;
        b = a;
        a = first + second;
    }
    const Words step{a, b, c, d, e, f, g, h};
    for (std::size_t word = 0; word < state.size(); ++word)
        state[word] += step[word];
}

} // namespace

std::array<std::uint8_t, 32> sha256(std::string_view bytes) {
    Words state = first_state;
    const auto *data = reinterpret_cast<const std::uint8_t *>(bytes.data());
    std::size_t left = bytes.size();
    for (; left >= block_size; left -= block_size, data += block_size)
        digest_block(state, data);
    // A bit, zeros, and the length in bits: in this block where they fit, else in one more.
    Block last{};
    std::copy_n(data, left, last.begin());
    last[left] = 0x80;
    constexpr std::size_t length_at = block_size - 8;
    if (left >= length_at) {
        digest_block(state, last.data());
        last.fill(0);
    }
    const std::uint64_t bits = std::uint64_t{bytes.size()} * 8;
    for (std::size_t byte = 0; byte < 8; ++byte)
        last[length_at + byte] = static_cast<std::uint8_t>(bits >> (56 - 8 * byte));
    digest_block(state, last.data());

    std::array<std::uint8_t, 32> digest{};
    for (std::size_t byte = 0; byte < digest.size(); ++byte)
        digest[byte] = static_cast<std::uint8_t>(state[byte / 4] >> (24 - 8 * (byte % 4)));
    return digest;
}

} // namespace refusal::core
