#include "backend/results.hpp"

namespace refusal::backend {

ResultSet::ResultSet(FunctionCallInfo fcinfo) {
    backend_call([fcinfo] { InitMaterializedSRF(fcinfo, 0); });
    const auto *info = reinterpret_cast<const ReturnSetInfo *>(fcinfo->resultinfo);
    store_ = info->setResult;
    descriptor_ = info->setDesc;
}

void ResultSet::add(std::initializer_list<Value> values) {
    std::array<Datum, 16> data{};
    std::array<bool, 16> nulls{};
    std::size_t column = 0;
    for (const Value &value : values) {
        data.at(column) = value.datum;
        nulls.at(column) = value.null;
        ++column;
    }
    backend_call([store = store_, descriptor = descriptor_, datums = data.data(), flags = nulls.data()] {
        tuplestore_putvalues(store, descriptor, datums, flags);
    });
}

} // namespace refusal::backend
