#pragma once

#include "backend/server/guard.hpp"

namespace refusal::backend {

// What a change makes is palloc'ed, and of no use once it is written: of many, a slice's goes before the
// next.
class SliceMemory {
public:
    explicit SliceMemory(bool many) : outer_(CurrentMemoryContext), memory_(outer_) {
        if (!many)
            return;
        memory_ = backend_call([] {
            return AllocSetContextCreate(CurrentMemoryContext, "captures on their way",
                                         ALLOCSET_DEFAULT_SIZES);
        });
    }
    // What an ERROR says is in there, and goes with what is around it.
    ~SliceMemory() {
        if (memory_ == outer_ || BackendError::in_flight != 0)
            return;
        leave();
        MemoryContextDelete(memory_);
    }
    SliceMemory(const SliceMemory &) = delete;
    SliceMemory &operator=(const SliceMemory &) = delete;

    void use() const { MemoryContextSwitchTo(memory_); } // a statement leaves SPI's as the current one
    void leave() const { MemoryContextSwitchTo(outer_); }
    void clear() const {
        if (memory_ != outer_)
            MemoryContextReset(memory_);
    }

private:
    MemoryContext outer_, memory_;
};

} // namespace refusal::backend
