#pragma once

#include "backend/spi.hpp"

// A query of any size, read some rows at a time. Planned for its parameters and its caller, under the caller's settings.
namespace refusal::backend {

class Cursor {
public:
    // Open an SpiSession first: the cursor ends with it. It reads by the snapshot of the statement that calls us.
    Cursor(const char *sql, std::initializer_list<Oid> types, std::initializer_list<Value> values);

    // The next rows, none at the end. Those before are gone.
    Rows fetch(long most);

private:
    Portal portal_ = nullptr;
    SPITupleTable *fetched_ = nullptr;
};

// Memory for what is allocated on one's way through many rows.
class Scratch {
public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;

    // What is allocated from here on goes there, and what is there already is gone. SPI leaves with its own memory
    // as the current one: so after whatever was fetched.
    void begin() {
        MemoryContextReset(memory_);
        MemoryContextSwitchTo(memory_);
    }

private:
    MemoryContext outer_;
    MemoryContext memory_;
    int exceptions_;
};

} // namespace refusal::backend
