#include "backend/feed/feed_rows.hpp"

#include "backend/feed/feed_answer.hpp"

namespace refusal::backend {

namespace {

// Of so many events: twice that of an answer, which lives at the same time and is about as large; see
// ResultSet.
Size first_block(std::size_t events) {
    constexpr std::size_t one = 1024;
    constexpr std::size_t most = 1024;
    return std::clamp<Size>(std::min(events, most) * one, ALLOCSET_DEFAULT_INITSIZE, most * one);
}

TupleDesc answer_descriptor() {
    const Oid type = GetSysCacheOid2(TYPENAMENSP, Anum_pg_type_oid, PointerGetDatum("feed_event"),
                                     ObjectIdGetDatum(get_namespace_oid("refusal", false)));
    TupleDesc descriptor = lookup_rowtype_tupdesc_copy(type, -1);
    if (descriptor->natts != answer_columns)
        elog(ERROR, "type refusal.feed_event has %d attributes instead of %d", descriptor->natts,
             answer_columns);
    return descriptor;
}

} // namespace

EventTaker::EventTaker(Place place, void *order, bool leased, std::size_t most, std::size_t expected) {
    taken_.receiver.receiveSlot = receive;
    taken_.receiver.rStartup = [](DestReceiver *, int, TupleDesc) {};
    taken_.receiver.rShutdown = taken_.receiver.rDestroy = [](DestReceiver *) {};
    taken_.receiver.mydest = DestTuplestore; // SPI takes it to be someone else's
    taken_.place = place;
    taken_.order = order;
    taken_.leased = leased;
    taken_.most = most;
    taken_.room = 128;
    backend_call([taken = &taken_, first = first_block(expected)] {
        // One after another: an AllocSet would make each as large as the next power of two.
        taken->memory = GenerationContextCreate(CurrentMemoryContext, "events of the feed", 0, first,
                                                ALLOCSET_DEFAULT_MAXSIZE);
        taken->descriptor = answer_descriptor();
        taken->events =
            static_cast<FeedEvent *>(MemoryContextAlloc(taken->memory, taken->room * sizeof(FeedEvent)));
    });
}

bool EventTaker::receive(TupleTableSlot *line, DestReceiver *self) {
    auto *taken = reinterpret_cast<Taken *>(self);
    slot_getallattrs(line);
    core::FeedPosition position;
    const std::int64_t event_id = DatumGetInt64(line->tts_values[1]);
    taken->seen += 1;
    taken->last_seen = event_id;
    if (!taken->place(taken->order, U64FromFullTransactionId(DatumGetFullTransactionId(line->tts_values[0])),
                      event_id, position))
        return true;
    if (taken->count == taken->most) {
        taken->count += 1;
        return false;
    }
    const MemoryContext before = MemoryContextSwitchTo(taken->memory);
    if (taken->count == taken->room) {
        taken->room *= 4;
        taken->events = static_cast<FeedEvent *>(repalloc(taken->events, taken->room * sizeof(FeedEvent)));
    }
    taken->events[taken->count++] = {position, DatumGetInt64(line->tts_values[2]),
                                     form_answer(position, line->tts_values, line->tts_isnull, taken->leased),
                                     taken->descriptor};
    MemoryContextSwitchTo(before);
    return true;
}

void EventTaker::take(Statement &statement, std::initializer_list<Value> values) {
    taken_.seen = 0;
    statement.run_into(taken_.receiver, values);
}

std::vector<FeedEvent> EventTaker::in_order() const {
    std::vector<FeedEvent> events(taken_.events, taken_.events + size());
    const auto earlier = [](const FeedEvent &left, const FeedEvent &right) {
        return left.position < right.position;
    };
    // As a rule they are found in their order.
    if (!std::is_sorted(events.begin(), events.end(), earlier))
        std::sort(events.begin(), events.end(), earlier);
    return events;
}

void EventTaker::drop() {
    backend_call([memory = taken_.memory] { MemoryContextDelete(memory); });
    taken_.count = 0;
    taken_.events = nullptr;
}

void hand_over(ResultSet &results, const std::vector<FeedEvent> &events, std::int64_t fence) {
    backend_call([store = results.store(), event = events.data(), end = events.data() + events.size(),
                  fence]() mutable {
        for (; event != end; ++event) {
            if (fence != 0)
                put_fence(event->row, fence);
            tuplestore_puttuple(store, event->row);
        }
    });
}

} // namespace refusal::backend
