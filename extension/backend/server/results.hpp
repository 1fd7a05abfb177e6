#pragma once

#include "backend/transition/row.hpp"

// Set-returning functions hand their whole result over as a tuplestore.
namespace refusal::backend {

class ResultSet {
public:
    explicit ResultSet(FunctionCallInfo fcinfo);
    void add(std::initializer_list<Value> values);
    [[nodiscard]] Tuplestorestate *store() const { return store_; } // for rows that are formed already

private:
    Tuplestorestate *store_ = nullptr;
    TupleDesc descriptor_ = nullptr;
};

// Of one element of a set, and harmless to the others: the contract's own errors and malformed arguments.
inline bool is_reported(const core::Error &error) {
    return error.sqlstate.starts_with("RF") || error.sqlstate == "22023";
}

// A step for one element: its error is kept for the element's row where it is one to report.
template <typename F> void keep_reported(std::optional<core::Error> &kept, F &&step) {
    try {
        step();
    } catch (const core::Error &error) {
        if (!is_reported(error))
            throw;
        kept = error;
    }
}

} // namespace refusal::backend
