#pragma once

#include "backend/row.hpp"

// Set-returning functions hand their whole result over as a tuplestore.
namespace refusal::backend {

class ResultSet {
public:
    explicit ResultSet(FunctionCallInfo fcinfo);
    void add(std::initializer_list<Value> values);

private:
    Tuplestorestate *store_ = nullptr;
    TupleDesc descriptor_ = nullptr;
};

} // namespace refusal::backend
