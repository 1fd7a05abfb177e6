#include "backend/feed/cursor.hpp"

namespace refusal::backend {

Cursor::Cursor(const char *sql, std::initializer_list<Oid> types, std::initializer_list<Value> values)
    : exceptions_(std::uncaught_exceptions()) {
    std::vector<Oid> given(types);
    std::vector<Datum> data;
    std::string nulls;
    for (const Value &each : values) {
        data.push_back(each.datum);
        nulls += each.null ? 'n' : ' ';
    }
    portal_ = backend_call([sql, count = static_cast<int>(given.size()), oids = given.data(),
                            datums = data.data(), flags = nulls.c_str()] {
        return SPI_cursor_open_with_args(nullptr, sql, count, oids, datums, flags, true, 0);
    });
}

Cursor::~Cursor() noexcept(false) {
    if (std::uncaught_exceptions() == exceptions_)
        backend_call([portal = portal_] { SPI_cursor_close(portal); });
}

Rows Cursor::fetch(long most) {
    return backend_call([this, most] {
        SPI_freetuptable(fetched_);
        fetched_ = nullptr;
        SPI_cursor_fetch(portal_, true, most);
        fetched_ = SPI_tuptable;
        return Rows(fetched_, SPI_processed);
    });
}

Scratch::Scratch() : outer_(CurrentMemoryContext), memory_(nullptr), exceptions_(std::uncaught_exceptions()) {
    memory_ = backend_call([] {
        return AllocSetContextCreate(CurrentMemoryContext, "pg_refusal scratch", ALLOCSET_DEFAULT_SIZES);
    });
}

// An error on its way through may lie in it: then it goes with the memory around it.
Scratch::~Scratch() {
    MemoryContextSwitchTo(outer_);
    if (std::uncaught_exceptions() == exceptions_)
        MemoryContextDelete(memory_);
}

} // namespace refusal::backend
