#pragma once

#include "backend/server/spi.hpp"

// A query of any size, read some rows at a time. It is planned for its parameters, under the caller's
// settings.
namespace refusal::backend {

class Cursor {
public:
    // Open an SpiSession first. What is read is what the calling statement sees.
    Cursor(const char *sql, std::initializer_list<Oid> types, std::initializer_list<Value> values);
    // SPI would keep it open to the end of the transaction; after an error that is where it goes.
    ~Cursor() noexcept(false);
    Cursor(const Cursor &) = delete;
    Cursor &operator=(const Cursor &) = delete;

    // The next rows, none at the end. Those before are gone.
    Rows fetch(long most);

private:
    Portal portal_ = nullptr;
    SPITupleTable *fetched_ = nullptr;
    int exceptions_;
};

// Memory for what is allocated on one's way through many rows.
class Scratch {
public:
    Scratch();
    ~Scratch();
    Scratch(const Scratch &) = delete;
    Scratch &operator=(const Scratch &) = delete;

    // What is allocated from here on goes there, and what is there already is gone. SPI leaves with its own
    // memory as the current one: so after whatever was fetched.
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
