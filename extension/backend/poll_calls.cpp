#include "backend/arguments.hpp"
#include "backend/feed_position.hpp"
#include "backend/parking.hpp"

// poll(), ack(), nack() and bury(): the working day of a consumer.
namespace refusal::backend {

namespace {

using core::FeedPosition;

constexpr std::int32_t most_events = 10'000;
// A cursor that has come so far without an event for the consumer moves on by itself.
constexpr std::int64_t idle_ticks = 64;
constexpr std::int64_t idle_events = 1'000;
// Events of parked refusals in memory at a time.
constexpr std::size_t most_behind = 20'000;

struct Handed {
    std::vector<FeedEvent> events; // in the order of the feed
    FeedPosition last;             // of those that were not parked
    bool more = false;             // there were parked ones only, and more than are looked at in one go
};

bool far_apart(const FeedPosition &from, const FeedPosition &to) {
    return to.era != from.era || to.tick >= from.tick + idle_ticks;
}

// What follows the cursor. Events of parked refusals are put behind their first one.
void add_following(Handed &handed, const Parking &parking, FeedRequest request, Slot &slot, std::size_t most) {
    // Looked up when there is an event to compare: who is up to date and polls may have parked thousands.
    std::optional<std::set<std::int64_t>> parked;
    request.after = slot.cursor();
    std::map<std::int64_t, std::vector<FeedPosition>> behind;
    std::size_t taken = 0;
    std::int64_t passed = 0;
    bool more = true;
    std::size_t put_behind = 0;
    while (taken < most && more && put_behind < most_behind) {
        request.max_events = most - taken;
        const FeedPage page = read_feed(request);
        if (!parked && !page.events.empty())
            parked = slot.has_parked() ? parking.refusals() : std::set<std::int64_t>();
        for (const FeedEvent &event : page.events) {
            if (parked->count(event.refusal_id) != 0) {
                behind[event.refusal_id].push_back(event.position);
                ++put_behind;
                continue;
            }
            handed.events.push_back(event);
            handed.last = event.position;
            ++taken;
        }
        passed += page.passed;
        more = page.events.size() == request.max_events;
        request.after = page.upto;
    }
    for (const auto &[refusal_id, events] : behind)
        parking.add(refusal_id, events);
    if (taken == 0 && (far_apart(slot.cursor(), request.after) || passed >= idle_events || !behind.empty()))
        slot.pass(request.after);
    handed.more = taken == 0 && more;
}

Handed hand_out(const Consumer &consumer, std::int32_t slot_no, Slot &slot, std::size_t most) {
    const Parking parking{consumer.id, slot_no};
    FeedRequest request = request_of(consumer, slot_no);
    request.leased = true;
    Handed handed;
    handed.last = slot.cursor();
    std::vector<FeedPosition> due;
    if (slot.has_parked()) {
        due = parking.due(request, slot.cursor(), static_cast<std::int64_t>(most));
        handed.events = events_at(due);
    }
    if (handed.events.size() < most)
        add_following(handed, parking, request, slot, most - handed.events.size());
    if (handed.events.empty() && slot.cursor() > handed.last) {
        // There were parked ones only, and the cursor has passed them: they may be due.
        handed.last = slot.cursor();
        due = parking.due(request, slot.cursor(), static_cast<std::int64_t>(most));
        handed.events = events_at(due);
    }
    if (handed.events.empty())
        return handed;
    slot.lease(std::max(handed.last, slot.is_mine() && slot.is_held() ? slot.handed_out() : handed.last));
    if (!due.empty())
        parking.hand_out(due, slot.fence());
    return handed;
}

// False: there is more to look at, in a new session of SPI, which gives the memory of this one back.
bool poll_once(const std::string &name, std::int32_t most, std::int32_t slot_no, ResultSet &results) {
    const SpiSession session;
    const Consumer consumer = find_consumer(name);
    check_slot(consumer, slot_no);
    const AsOwner owner;
    std::optional<Slot> slot = Slot::try_take(consumer, slot_no);
    if (!slot || (slot->is_held() && !slot->is_mine()))
        return true;
    const Handed handed = hand_out(consumer, slot_no, *slot, static_cast<std::size_t>(most));
    hand_over(results, handed.events, slot->fence());
    return !handed.events.empty() || !handed.more;
}

// What went wrong can be long; that is no reason to refuse to hear of it.
std::string clipped_text(FunctionCallInfo fcinfo, int index, const char *name) {
    if (PG_ARGISNULL(index))
        malformed("argument \"" + std::string(name) + "\" must not be null");
    const std::string text = text_of(PG_GETARG_DATUM(index));
    constexpr int most_bytes = 2'000;
    return text.substr(0, static_cast<std::size_t>(
                              pg_mbcliplen(text.data(), static_cast<int>(text.size()), most_bytes)));
}

FeedPosition required_position(FunctionCallInfo fcinfo, int index, const char *name) {
    if (PG_ARGISNULL(index))
        malformed("argument \"" + std::string(name) + "\" must not be null");
    return position_of(PG_GETARG_DATUM(index));
}

std::optional<std::int64_t> optional_fence(FunctionCallInfo fcinfo, int index) {
    return PG_ARGISNULL(index) ? std::nullopt : std::optional(PG_GETARG_INT64(index));
}

// The event and the same refusal's later ones that were handed out with it.
void park(const Consumer &consumer, std::int32_t slot_no, const Slot &slot, const FeedPosition &position) {
    const auto nothing = [&position](const char *why) {
        throw core::Error("RF010", "no event was handed out at feed position " + core::position_text(position), why);
    };
    if (position <= slot.cursor())
        nothing("It was acknowledged, and is not parked.");
    if (position > slot.handed_out())
        nothing("It was not polled yet.");
    const std::vector<FeedEvent> named = events_at({position});
    if (named.empty())
        nothing("There is no such event.");
    FeedRequest request = request_of(consumer, slot_no);
    request.after = {position.era, position.tick, position.event_id - 1};
    request.last = slot.handed_out();
    request.max_events = most_events;
    request.refusal_id = named.front().refusal_id;
    std::vector<FeedPosition> positions;
    for (const FeedEvent &event : read_feed(request).events)
        positions.push_back(event.position);
    if (positions.empty() || positions.front() != position)
        nothing("The event of that number has another position, or is not for this consumer.");
    Parking{consumer.id, slot_no}.add(*request.refusal_id, positions, slot.fence());
}

struct Failure {
    std::string consumer;
    FeedPosition position;
    std::string error;
    std::optional<std::int64_t> retry_in;
    bool is_final = false;
};

Failure failure_of(FunctionCallInfo fcinfo) {
    Failure failure;
    failure.consumer = required_text(fcinfo, 0, "consumer");
    failure.position = required_position(fcinfo, 1, "pos");
    failure.error = clipped_text(fcinfo, 2, "error");
    return failure;
}

void fail(const Failure &failure, std::int32_t slot_no, const std::optional<std::int64_t> &fence) {
    const SpiSession session;
    const Consumer consumer = find_consumer(failure.consumer);
    check_slot(consumer, slot_no);
    const AsOwner owner;
    const Slot slot = Slot::take(consumer, slot_no);
    slot.check_fence(fence);
    const Parking parking{consumer.id, slot_no};
    if (!parking.holds(failure.position))
        park(consumer, slot_no, slot, failure.position);
    parking.fail(failure.position, slot.fence(), failure.error, failure.retry_in,
                 failure.is_final ? 1 : consumer.max_attempts);
}

} // namespace

REFUSAL_FUNCTION(refusal_poll) {
    const std::string name = required_text(fcinfo, 0, "consumer");
    const std::int32_t most = required_int32(fcinfo, 1, "max_events");
    const std::int32_t slot_no = required_int32(fcinfo, 2, "slot");
    if (most < 1 || most > most_events)
        malformed("\"max_events\" must be 1 to " + std::to_string(most_events));
    ResultSet results(fcinfo);
    while (!poll_once(name, most, slot_no, results))
        check_interrupts();
    PG_RETURN_VOID();
}

REFUSAL_FUNCTION(refusal_ack) {
    const std::string name = required_text(fcinfo, 0, "consumer");
    const FeedPosition upto = required_position(fcinfo, 1, "upto");
    const std::int32_t slot_no = required_int32(fcinfo, 2, "slot");
    const SpiSession session;
    const Consumer consumer = find_consumer(name);
    check_slot(consumer, slot_no);
    const AsOwner owner;
    Slot slot = Slot::take(consumer, slot_no);
    slot.check_fence(optional_fence(fcinfo, 3));
    if (upto > slot.cursor() && upto > slot.handed_out())
        throw core::Error("22023", "feed position " + core::position_text(upto) + " is beyond what was handed out",
                          "Acknowledged is what poll() returned.", "To skip events, use refusal.seek().");
    if (slot.has_parked())
        Parking{consumer.id, slot_no}.settle(upto, slot.fence());
    slot.move_cursor(upto);
    PG_RETURN_VOID();
}

REFUSAL_FUNCTION(refusal_nack) {
    Failure failure = failure_of(fcinfo);
    if (!PG_ARGISNULL(3))
        failure.retry_in = micros_of(PG_GETARG_DATUM(3), "retry_in");
    if (failure.retry_in && (*failure.retry_in < 0 || *failure.retry_in > 366 * USECS_PER_DAY))
        malformed("\"retry_in\" must be zero to 366 days");
    fail(failure, required_int32(fcinfo, 4, "slot"), optional_fence(fcinfo, 5));
    PG_RETURN_VOID();
}

REFUSAL_FUNCTION(refusal_bury) {
    Failure failure = failure_of(fcinfo);
    failure.is_final = true;
    fail(failure, required_int32(fcinfo, 3, "slot"), optional_fence(fcinfo, 4));
    PG_RETURN_VOID();
}

} // namespace refusal::backend
