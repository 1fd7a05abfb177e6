#include "backend/server/results.hpp"

namespace refusal::backend {

namespace {

// The C library keeps twice as much freed memory as the largest block that was given back; the rest goes to
// the kernel, which makes its pages anew for the next call: a fifth of the time of a large answer. Blocks
// that grow from small ones add up to more than that. What is not used of the first one takes no memory.
constexpr Size first_block = 512 * 1024;

} // namespace

ResultSet::ResultSet(FunctionCallInfo fcinfo) {
    auto *info = reinterpret_cast<ReturnSetInfo *>(fcinfo->resultinfo);
    backend_call([fcinfo, info] {
        InitMaterializedSRF(fcinfo, 0);
        // Its store would keep each row in a chunk as large as the next power of two; this one packs them.
        tuplestore_end(info->setResult);
        const MemoryContext before = MemoryContextSwitchTo(
            GenerationContextCreate(info->econtext->ecxt_per_query_memory, "rows of an answer", 0,
                                    first_block, ALLOCSET_DEFAULT_MAXSIZE));
        info->setResult =
            tuplestore_begin_heap((info->allowedModes & SFRM_Materialize_Random) != 0, false, work_mem);
        MemoryContextSwitchTo(before);
    });
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
