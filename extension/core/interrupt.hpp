#pragma once

namespace refusal::core {

// Long loops call this now and then. It may throw, which unwinds the loop like any other error: that is how a
// cancelled query leaves the planner without a longjmp over live objects. A null pointer: nothing to ask.
using Interrupt = void (*)();

inline void poll(Interrupt interrupt) {
    if (interrupt != nullptr)
        interrupt();
}

} // namespace refusal::core
