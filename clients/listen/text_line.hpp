#pragma once

#include "event.hpp"

namespace refusal::client {

// For people who read along.
std::string text_line(const Event &event, bool coloured);

} // namespace refusal::client
