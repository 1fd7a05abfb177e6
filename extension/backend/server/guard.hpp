#pragma once

#include "backend/server/postgres.hpp"
#include "core/error.hpp"

// Two error systems meet here. A PostgreSQL ERROR is a longjmp and must not cross a living C++ object; a C++ exception
// must not leave a function that PostgreSQL called. `backend_call` turns the one into the other on the way in, and
// `guarded` turns it back on the way out.
namespace refusal::backend {

// A PostgreSQL ERROR carried through C++, whole. It is always thrown on: nothing has rolled back what the failed call
// left behind, so nobody may carry on after it, but a background worker that aborts its transaction.
struct BackendError {
    explicit BackendError(ErrorData *error) : data(error) { ++in_flight; }
    BackendError(const BackendError &other) : data(other.data) { ++in_flight; }
    BackendError &operator=(const BackendError &) = delete;
    ~BackendError() { --in_flight; }

    ErrorData *data;
    static inline int in_flight = 0; // with one on its way, what the server holds open is left to the abort
};

// Plain data, so that the longjmp of ereport may cross it.
struct Report {
    int code;
    char message[1024];
    char detail[1024];
    char hint[1024];
};

void fill(Report &report, int code, const char *message);
void fill(Report &report, const core::Error &error);
[[noreturn]] void raise(const Report &report);

// The frame that a longjmp comes back to. It stands alone, so that the compiler keeps none of the caller's variables
// in registers across it.
template <typename F> [[gnu::noinline]] ErrorData *error_of(F &call) {
    const MemoryContext context = CurrentMemoryContext;
    ErrorData *volatile error = nullptr;
    PG_TRY();
    {
        call();
    }
    PG_CATCH();
    {
        MemoryContextSwitchTo(context);
        error = CopyErrorData();
        FlushErrorState();
    }
    PG_END_TRY();
    return error;
}

// Calls into PostgreSQL. The callable holds plain data only: a longjmp passes over it.
template <typename F> auto backend_call(F &&call) -> decltype(call()) {
    using Result = decltype(call());
    if constexpr (std::is_void_v<Result>) {
        if (ErrorData *error = error_of(call))
            throw BackendError{error};
    } else {
        static_assert(std::is_trivially_copyable_v<Result>);
        Result result{};
        auto keep = [&] { result = call(); };
        if (ErrorData *error = error_of(keep))
            throw BackendError{error};
        return result;
    }
}

// The body of every function that PostgreSQL calls.
template <typename F> Datum guarded(F &&body) {
    Report report;
    ErrorData *backend = nullptr;
    try {
        return body();
    } catch (const BackendError &error) {
        backend = error.data;
    } catch (const core::Error &error) {
        fill(report, error);
    } catch (const std::bad_alloc &) {
        fill(report, ERRCODE_OUT_OF_MEMORY, "out of memory");
    } catch (const std::exception &error) {
        fill(report, ERRCODE_INTERNAL_ERROR, error.what());
    } catch (...) {
        fill(report, ERRCODE_INTERNAL_ERROR, "unknown C++ exception");
    }
    // Every C++ object is destroyed by now: the longjmp below crosses only this plain frame.
    if (backend != nullptr)
        ReThrowError(backend);
    raise(report);
}

// For core's long loops: throws where the query was cancelled.
void check_interrupts();

} // namespace refusal::backend

// Declares an SQL-callable function whose body is C++.
#define REFUSAL_FUNCTION(name)                                                                                \
    extern "C" {                                                                                              \
    PG_FUNCTION_INFO_V1(name);                                                                                \
    }                                                                                                         \
    static Datum name##_body(FunctionCallInfo fcinfo);                                                        \
    extern "C" Datum name(PG_FUNCTION_ARGS) {                                                                 \
        return refusal::backend::guarded([fcinfo] { return name##_body(fcinfo); });                           \
    }                                                                                                         \
    static Datum name##_body([[maybe_unused]] FunctionCallInfo fcinfo)
