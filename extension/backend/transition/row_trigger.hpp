#pragma once

#include "backend/server/spi.hpp"

// What a row trigger is called with.
namespace refusal::backend {

// One row of the table that fired the trigger.
struct Image {
    HeapTuple tuple = nullptr;
    TupleDesc descriptor = nullptr;

    [[nodiscard]] Value get(const char *column) const {
        Value found;
        found.datum = SPI_getbinval(tuple, descriptor, SPI_fnumber(descriptor, column), &found.null);
        return found;
    }
    [[nodiscard]] std::int32_t int4(const char *column) const { return DatumGetInt32(get(column).datum); }
    [[nodiscard]] std::string text(const char *column) const { return text_of(get(column).datum); }
};

class RowTrigger {
public:
    explicit RowTrigger(FunctionCallInfo fcinfo) {
        if (!CALLED_AS_TRIGGER(fcinfo))
            throw core::Error("39P01", "the function was not called by a trigger");
        const auto *data = reinterpret_cast<const TriggerData *>(fcinfo->context);
        event_ = data->tg_event;
        TupleDesc descriptor = RelationGetDescr(data->tg_relation);
        old_ = {inserts() ? nullptr : data->tg_trigtuple, descriptor};
        new_ = {updates() ? data->tg_newtuple : data->tg_trigtuple, descriptor};
    }
    [[nodiscard]] bool inserts() const { return TRIGGER_FIRED_BY_INSERT(event_); }
    [[nodiscard]] bool updates() const { return TRIGGER_FIRED_BY_UPDATE(event_); }
    [[nodiscard]] bool deletes() const { return TRIGGER_FIRED_BY_DELETE(event_); }
    [[nodiscard]] const Image &before() const { return old_; }
    [[nodiscard]] const Image &after() const { return new_; }
    [[nodiscard]] Datum as_written() const { return PointerGetDatum(new_.tuple); }

private:
    TriggerEvent event_ = 0;
    Image old_, new_;
};

} // namespace refusal::backend
