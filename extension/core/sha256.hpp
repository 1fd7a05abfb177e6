#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace refusal::core {

// SHA-256 as FIPS 180-4 defines it. The server's own goes through a cryptographic library, which looks its algorithm
// up anew for each digest, behind locks and all over the memory: beside other sessions that takes longer than to digest
// the few hundred bytes of an event.
std::array<std::uint8_t, 32> sha256(std::string_view bytes);

} // namespace refusal::core
