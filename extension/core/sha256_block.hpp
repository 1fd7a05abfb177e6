#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>

// One block of 64 bytes into the state of a SHA-256, in each way that this processor knows.
namespace refusal::core {

using Sha256State = std::array<std::uint32_t, 8>;
using Sha256Step = void (*)(Sha256State &state, const std::uint8_t *block);

inline constexpr std::size_t sha256_block_size = 64;

// The fastest first.
std::span<const Sha256Step> sha256_steps();

} // namespace refusal::core
