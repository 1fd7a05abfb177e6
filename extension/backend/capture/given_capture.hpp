#pragma once

#include "backend/server/jsonb_object.hpp"
#include "backend/transition/row.hpp"

// A capture as it was passed, and what becomes of it.
namespace refusal::backend {

struct Capture {
    std::string shop, parcel;
    std::int32_t shop_id = 0;
    std::int64_t parcel_id = 0;
    Uuid request_id{};
    std::optional<TimestampTz> occurred_at;
    nlohmann::json payload = nlohmann::json::object();
    Bytes digest;

    std::optional<std::int64_t> refusal_id; // once it is known
    std::optional<Row> row;
    std::optional<core::Error> error;
    bool tried = false; // and not written, though nothing that could be found stood in its way
};

// An element of record_many()'s array, as an object with the names of record()'s arguments.
void read_capture(Capture &capture, const JsonbObject &object);
Capture capture_argument(FunctionCallInfo fcinfo); // record()'s own

} // namespace refusal::backend
