#include "backend/feed/feed_position.hpp"

#include "backend/server/arguments.hpp"

namespace refusal::backend {

namespace {

static_assert(sizeof(core::FeedPosition) == 24, "INTERNALLENGTH of refusal.feed_position");

Datum new_datum(const core::FeedPosition &position) {
    auto *stored = backend_call([] { return static_cast<core::FeedPosition *>(palloc(sizeof(core::FeedPosition))); });
    *stored = position;
    return PointerGetDatum(stored);
}

std::strong_ordering compare(FunctionCallInfo fcinfo) {
    return position_of(PG_GETARG_DATUM(0)) <=> position_of(PG_GETARG_DATUM(1));
}

} // namespace

core::FeedPosition position_of(Datum datum) {
    return *reinterpret_cast<const core::FeedPosition *>(DatumGetPointer(datum));
}

Value position_value(const core::FeedPosition &position) { return datum_value(new_datum(position)); }

Value position_parameter(const core::FeedPosition &position) { return value(core::position_text(position)); }

REFUSAL_FUNCTION(refusal_feed_position_in) {
    const std::string_view text = PG_GETARG_CSTRING(0);
    const std::optional<core::FeedPosition> position = core::parse_position(text);
    if (!position)
        throw core::Error("22P02", "invalid input syntax for type refusal.feed_position: \"" +
                                       std::string(text.substr(0, longest_text)) + "\"");
    return new_datum(*position);
}

REFUSAL_FUNCTION(refusal_feed_position_out) {
    auto *text = backend_call([] { return static_cast<char *>(palloc(core::position_text_size + 1)); });
    core::write_position(position_of(PG_GETARG_DATUM(0)), text);
    text[core::position_text_size] = '\0';
    return CStringGetDatum(text);
}

REFUSAL_FUNCTION(refusal_feed_position_recv) {
    auto *message = reinterpret_cast<StringInfo>(PG_GETARG_POINTER(0));
    core::FeedPosition position;
    for (std::int64_t *part : {&position.era, &position.tick, &position.event_id}) {
        *part = backend_call([message] { return pq_getmsgint64(message); });
        if (*part < 0)
            throw core::Error("22P03", "invalid binary data for type refusal.feed_position");
    }
    return new_datum(position);
}

REFUSAL_FUNCTION(refusal_feed_position_send) {
    const core::FeedPosition position = position_of(PG_GETARG_DATUM(0));
    return PointerGetDatum(backend_call([position] {
        StringInfoData message;
        pq_begintypsend(&message);
        pq_sendint64(&message, static_cast<uint64>(position.era));
        pq_sendint64(&message, static_cast<uint64>(position.tick));
        pq_sendint64(&message, static_cast<uint64>(position.event_id));
        return pq_endtypsend(&message);
    }));
}

REFUSAL_FUNCTION(refusal_feed_position_cmp) {
    const std::strong_ordering order = compare(fcinfo);
    return Int32GetDatum(order < 0 ? -1 : order > 0 ? 1 : 0);
}
REFUSAL_FUNCTION(refusal_feed_position_lt) { return BoolGetDatum(compare(fcinfo) < 0); }
REFUSAL_FUNCTION(refusal_feed_position_le) { return BoolGetDatum(compare(fcinfo) <= 0); }
REFUSAL_FUNCTION(refusal_feed_position_eq) { return BoolGetDatum(compare(fcinfo) == 0); }
REFUSAL_FUNCTION(refusal_feed_position_ne) { return BoolGetDatum(compare(fcinfo) != 0); }
REFUSAL_FUNCTION(refusal_feed_position_ge) { return BoolGetDatum(compare(fcinfo) >= 0); }
REFUSAL_FUNCTION(refusal_feed_position_gt) { return BoolGetDatum(compare(fcinfo) > 0); }

// Of the bytes as they are: there are none between the numbers.
REFUSAL_FUNCTION(refusal_feed_position_hash) {
    const core::FeedPosition position = position_of(PG_GETARG_DATUM(0));
    return hash_any(reinterpret_cast<const unsigned char *>(&position), sizeof position);
}
REFUSAL_FUNCTION(refusal_feed_position_hash_extended) {
    const core::FeedPosition position = position_of(PG_GETARG_DATUM(0));
    return hash_any_extended(reinterpret_cast<const unsigned char *>(&position), sizeof position,
                             static_cast<uint64>(PG_GETARG_INT64(1)));
}

REFUSAL_FUNCTION(refusal_feed_position_larger) { return PG_GETARG_DATUM(compare(fcinfo) > 0 ? 0 : 1); }
REFUSAL_FUNCTION(refusal_feed_position_smaller) { return PG_GETARG_DATUM(compare(fcinfo) < 0 ? 0 : 1); }

} // namespace refusal::backend
