#pragma once

#include "backend/transition/change.hpp"

#include <utils/date.h>

// When another attempt is agreed for: a day, and hours of it, by the clock of the facility that it goes out from.
namespace refusal::backend {

struct DeliveryWindow {
    DateADT day = 0;
    bool one_sided = false; // one of "from" and "until" is missing: then it is the day's own
    TimestampTz from = 0;
    TimestampTz until = 0;
};

struct WindowFault {
    std::string message, hint;
};

// What the payload asks for by "date", "from" and "until". Without hours it is the whole day.
DeliveryWindow delivery_window(Change &change);

// Why no courier could keep it; nothing: one could.
std::optional<WindowFault> fault_of(const DeliveryWindow &window, TimestampTz now);

void keep_window(Change &change, const DeliveryWindow &window);
void forget_window(Change &change);

} // namespace refusal::backend
