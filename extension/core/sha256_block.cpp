#include "core/sha256_block.hpp"

#include <bit>

#if defined(__x86_64__)
#include <cpuid.h>
#include <immintrin.h>
#endif

namespace refusal::core {

namespace {

// The fractions of the cube roots of the first sixty-four primes.
alignas(16) constexpr std::array<std::uint32_t, 64> round_constants{
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

void step_by_words(Sha256State &state, const std::uint8_t *block) {
    std::array<std::uint32_t, 64> schedule;
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
    const Sha256State step{a, b, c, d, e, f, g, h};
    for (std::size_t word = 0; word < state.size(); ++word)
        state[word] += step[word];
}

#if defined(__x86_64__)

bool has_instructions() {
    constexpr unsigned sse41 = 1U << 19U; // of leaf 1's ecx
    constexpr unsigned sha = 1U << 29U;   // of leaf 7's ebx
    unsigned eax = 0;
    unsigned ebx = 0;
    unsigned ecx = 0;
    unsigned edx = 0;
    if (__get_cpuid(1, &eax, &ebx, &ecx, &edx) == 0 || (ecx & sse41) == 0)
        return false;
    return __get_cpuid_count(7, 0, &eax, &ebx, &ecx, &edx) != 0 && (ebx & sha) != 0;
}

// The processor's own instructions take two rounds at a time and want the state's words in this order.
__attribute__((target("sha,sse4.1"))) void step_by_instructions(Sha256State &state, const std::uint8_t *block) {
    const auto &[a, b, c, d, e, f, g, h] = state;
    const auto words = [](std::uint32_t high, std::uint32_t next, std::uint32_t third, std::uint32_t low) {
        return _mm_set_epi32(static_cast<int>(high), static_cast<int>(next), static_cast<int>(third), static_cast<int>(low));
    };
    const __m128i abef_before = words(a, b, e, f);
    const __m128i cdgh_before = words(c, d, g, h);
    __m128i abef = abef_before;
    __m128i cdgh = cdgh_before;

    const auto *message = reinterpret_cast<const __m128i *>(block);
    const __m128i big_endian_words = _mm_set_epi64x(0x0c0d0e0f08090a0b, 0x0405060700010203);
    __m128i first = _mm_shuffle_epi8(_mm_loadu_si128(message), big_endian_words);
    __m128i second = _mm_shuffle_epi8(_mm_loadu_si128(message + 1), big_endian_words);
    __m128i third = _mm_shuffle_epi8(_mm_loadu_si128(message + 2), big_endian_words);
    __m128i fourth = _mm_shuffle_epi8(_mm_loadu_si128(message + 3), big_endian_words);
    for (std::size_t round = 0; round < round_constants.size(); round += 4) {
        const __m128i constants = _mm_load_si128(reinterpret_cast<const __m128i *>(&round_constants[round]));
        const __m128i added = _mm_add_epi32(first, constants);
        // What comes out is the new abef, and the old one is the new cdgh: after two they are where they were.
        cdgh = _mm_sha256rnds2_epu32(cdgh, abef, added);
        abef = _mm_sha256rnds2_epu32(abef, cdgh, _mm_shuffle_epi32(added, 0x0e));
        const __m128i next = _mm_sha256msg2_epu32(
            _mm_add_epi32(_mm_sha256msg1_epu32(first, second), _mm_alignr_epi8(fourth, third, 4)), fourth);
        first = second;
        second = third;
        third = fourth;
        fourth = next;
    }
    alignas(16) std::array<std::uint32_t, 4> outer{};
    alignas(16) std::array<std::uint32_t, 4> inner{};
    _mm_store_si128(reinterpret_cast<__m128i *>(outer.data()), _mm_add_epi32(abef, abef_before));
    _mm_store_si128(reinterpret_cast<__m128i *>(inner.data()), _mm_add_epi32(cdgh, cdgh_before));
    state = {outer[3], outer[2], inner[3], inner[2], outer[1], outer[0], inner[1], inner[0]};
}

#endif

} // namespace

std::span<const Sha256Step> sha256_steps() {
#if defined(__x86_64__)
    static constexpr std::array all{step_by_instructions, step_by_words};
    static const std::span<const Sha256Step> known(all.data() + (has_instructions() ? 0 : 1), all.data() + all.size());
#else
    static constexpr std::array known{step_by_words};
#endif
    return known;
}

} // namespace refusal::core
