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

// What is allocated while this lives goes into memory of its own, which can be emptied.
class Scratch {
public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;

    void empty() { MemoryContextReset(memory_); }

private:
    MemoryContext outer_;
    MemoryContext memory_;
    int exceptions_;
};

} // namespace refusal::backend
