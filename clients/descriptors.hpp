#pragma once

#include <cstddef>

namespace refusal::client {

// Files and connections that may be open at a time, as far as the system lets us have them.
void allow_descriptors(std::size_t wanted);

} // namespace refusal::client
