#include "backend/parking.hpp"

#include "backend/feed_position.hpp"

namespace refusal::backend {

namespace {

std::vector<std::string> texts_of(const std::vector<core::FeedPosition> &positions) {
    std::vector<std::string> texts;
    texts.reserve(positions.size());
    for (const core::FeedPosition &position : positions)
        texts.push_back(core::position_text(position));
    return texts;
}

} // namespace

std::set<std::int64_t> Parking::refusals() const {
    static Statement find("SELECT DISTINCT refusal_id FROM refusal_internal.parked_event "
                          "WHERE consumer_id = $1 AND slot = $2",
                          {INT4OID, INT4OID});
    const Rows rows = find.run({value(consumer_id), value(slot)}, Statement::Snapshot::fresh);
    std::set<std::int64_t> parked;
    for (std::size_t row = 0; row < rows.size(); ++row)
        parked.insert(rows.bigint(row, 1));
    return parked;
}

std::vector<core::FeedPosition> Parking::due(const FeedRequest &request, const core::FeedPosition &cursor,
                                             std::int64_t most) const {
    static Statement find(
        "SELECT p.pos FROM (SELECT DISTINCT ON (f.refusal_id) f.refusal_id, f.dead, f.retry_at "
        "FROM refusal_internal.parked_event f WHERE f.consumer_id = $1 AND f.slot = $2 ORDER BY f.refusal_id, f.pos) AS f "
        "JOIN refusal_internal.parked_event p ON p.consumer_id = $1 AND p.slot = $2 AND p.refusal_id = f.refusal_id "
        "JOIN refusal.refusal r ON r.refusal_id = f.refusal_id "
        "WHERE ($5 OR r.shop_id = ANY ($6)) AND NOT f.dead AND coalesce(f.retry_at <= clock_timestamp(), true) "
        "AND p.pos OPERATOR(refusal.<=) $4::refusal.feed_position ORDER BY p.pos LIMIT $3",
        {INT4OID, INT4OID, INT8OID, TEXTOID, BOOLOID, INT4ARRAYOID});
    const Rows rows = find.run({value(consumer_id), value(slot), value(most), position_parameter(cursor),
                                value(request.all_shops), array_value(request.shops)},
                               Statement::Snapshot::fresh);
    std::vector<core::FeedPosition> due;
    for (std::size_t row = 0; row < rows.size(); ++row)
        due.push_back(position_of(rows.get(row, 1).datum));
    return due;
}

void Parking::add(std::int64_t refusal_id, const std::vector<core::FeedPosition> &events) const {
    static Statement store("INSERT INTO refusal_internal.parked_event (consumer_id, slot, refusal_id, pos, event_id) "
                           "SELECT $1, $2, $3, p.pos::refusal.feed_position, p.event_id "
                           "FROM unnest($4::text[], $5::bigint[]) AS p (pos, event_id) ON CONFLICT DO NOTHING",
                           {INT4OID, INT4OID, INT8OID, TEXTARRAYOID, INT8ARRAYOID});
    std::vector<std::int64_t> ids;
    for (const core::FeedPosition &event : events)
        ids.push_back(event.event_id);
    store.run({value(consumer_id), value(slot), value(refusal_id), array_value(texts_of(events)), array_value(ids)});
}

void Parking::hand_out(const std::vector<core::FeedPosition> &events, std::int64_t fence) const {
    static Statement mark("UPDATE refusal_internal.parked_event p SET delivered_fence = $4 WHERE p.consumer_id = $1 "
                          "AND p.slot = $2 AND p.pos OPERATOR(refusal.=) ANY ($3::text[]::refusal.feed_position[]) "
                          "AND p.delivered_fence IS DISTINCT FROM $4",
                          {INT4OID, INT4OID, TEXTARRAYOID, INT8OID});
    mark.run({value(consumer_id), value(slot), array_value(texts_of(events)), value(fence)});
}

void Parking::settle(const core::FeedPosition &upto, std::int64_t fence) const {
    static Statement remove("DELETE FROM refusal_internal.parked_event WHERE consumer_id = $1 AND slot = $2 "
                            "AND delivered_fence = $3 AND pos OPERATOR(refusal.<=) $4::refusal.feed_position",
                            {INT4OID, INT4OID, INT8OID, TEXTOID});
    remove.run({value(consumer_id), value(slot), value(fence), position_parameter(upto)});
}

void Parking::drop_after(const core::FeedPosition &position) const {
    static Statement remove("DELETE FROM refusal_internal.parked_event WHERE consumer_id = $1 AND slot = $2 "
                            "AND pos OPERATOR(refusal.>) $3::refusal.feed_position",
                            {INT4OID, INT4OID, TEXTOID});
    remove.run({value(consumer_id), value(slot), position_parameter(position)});
}

bool Parking::holds(const core::FeedPosition &position) const {
    static Statement find("SELECT FROM refusal_internal.parked_event WHERE consumer_id = $1 AND slot = $2 "
                          "AND event_id = $4 AND pos OPERATOR(refusal.=) $3::refusal.feed_position",
                          {INT4OID, INT4OID, TEXTOID, INT8OID});
    return !find.run({value(consumer_id), value(slot), position_parameter(position), value(position.event_id)},
                     Statement::Snapshot::fresh)
                .empty();
}

// Without a time given: one second, doubled with every attempt, an hour at most, and of that a random half to all, so
// that what failed together does not come back together.
void Parking::fail(const core::FeedPosition &position, const std::string &error,
                   const std::optional<std::int64_t> &retry_in, std::int32_t max_attempts) const {
    static Statement count("UPDATE refusal_internal.parked_event SET attempts = attempts + 1, error = $4, "
                           "dead = attempts + 1 >= $6, retry_at = clock_timestamp() + coalesce($5 * interval '1 microsecond', "
                           "least(power(2, least(attempts, 20)), 3600) * (0.5 + random() / 2) * interval '1 second') "
                           "WHERE consumer_id = $1 AND slot = $2 AND event_id = $7 "
                           "AND pos OPERATOR(refusal.=) $3::refusal.feed_position RETURNING refusal_id",
                           {INT4OID, INT4OID, TEXTOID, TEXTOID, INT8OID, INT4OID, INT8OID});
    static Statement take_back("UPDATE refusal_internal.parked_event SET delivered_fence = NULL WHERE consumer_id = $1 "
                               "AND slot = $2 AND refusal_id = $3 AND pos OPERATOR(refusal.>=) $4::refusal.feed_position "
                               "AND delivered_fence IS NOT NULL",
                               {INT4OID, INT4OID, INT8OID, TEXTOID});
    const Rows rows = count.run({value(consumer_id), value(slot), position_parameter(position), value(error),
                                 value(retry_in), value(max_attempts), value(position.event_id)});
    if (rows.empty())
        throw core::Error("RF004", "no event is parked at feed position " + core::position_text(position));
    take_back.run({value(consumer_id), value(slot), value(rows.bigint(0, 1)), position_parameter(position)});
}

} // namespace refusal::backend
