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

std::vector<std::int64_t> ids_of(const std::vector<core::FeedPosition> &positions) {
    std::vector<std::int64_t> ids;
    ids.reserve(positions.size());
    for (const core::FeedPosition &position : positions)
        ids.push_back(position.event_id);
    return ids;
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
        "JOIN LATERAL (SELECT FROM refusal.refusal s WHERE s.refusal_id = f.refusal_id "
        "AND ($5 OR s.shop_id = ANY ($6)) OFFSET 0) AS r ON true "
        "JOIN LATERAL (SELECT b.pos FROM (SELECT q.pos, bool_or(q.dead OR coalesce(q.retry_at > clock_timestamp(), false)) "
        "OVER (ORDER BY q.pos) AS waits FROM refusal_internal.parked_event q WHERE q.consumer_id = $1 AND q.slot = $2 "
        "AND q.refusal_id = f.refusal_id AND q.pos OPERATOR(refusal.<=) $4::refusal.feed_position) AS b "
        "WHERE NOT b.waits OFFSET 0) AS p ON true "
        "WHERE NOT f.dead AND coalesce(f.retry_at <= clock_timestamp(), true) ORDER BY p.pos LIMIT $3",
        {INT4OID, INT4OID, INT8OID, TEXTOID, BOOLOID, INT4ARRAYOID});
    const Rows rows = find.run({value(consumer_id), value(slot), value(most), position_parameter(cursor),
                                value(request.all_shops), array_value(request.shops)},
                               Statement::Snapshot::fresh);
    std::vector<core::FeedPosition> due;
    for (std::size_t row = 0; row < rows.size(); ++row)
        due.push_back(position_of(rows.get(row, 1).datum));
    return due;
}

void Parking::add(std::int64_t refusal_id, const std::vector<core::FeedPosition> &events,
                  const std::optional<std::int64_t> &fence) const {
    static Statement store("INSERT INTO refusal_internal.parked_event (consumer_id, slot, refusal_id, pos, event_id, "
                           "delivered_fence) SELECT $1, $2, $3, p.pos::refusal.feed_position, p.event_id, $6 "
                           "FROM unnest($4::text[], $5::bigint[]) AS p (pos, event_id) ON CONFLICT DO NOTHING",
                           {INT4OID, INT4OID, INT8OID, TEXTARRAYOID, INT8ARRAYOID, INT8OID});
    store.run({value(consumer_id), value(slot), value(refusal_id), array_value(texts_of(events)),
               array_value(ids_of(events)), value(fence)});
}

void Parking::hand_out(const std::vector<core::FeedPosition> &events, std::int64_t fence) const {
    // Each is looked up by its number: every plan that joins them may take the product of the page and of all parked.
    static Statement mark("UPDATE refusal_internal.parked_event p SET delivered_fence = $3 FROM ("
                          "SELECT h.place FROM unnest($2::bigint[]) AS x (event_id) JOIN LATERAL ("
                          "SELECT q.ctid AS place FROM refusal_internal.parked_event q WHERE q.consumer_id = $1 "
                          "AND q.event_id = x.event_id AND q.delivered_fence IS DISTINCT FROM $3 OFFSET 0) AS h ON true"
                          ") AS handed WHERE p.ctid = handed.place",
                          {INT4OID, INT8ARRAYOID, INT8OID});
    mark.run({value(consumer_id), array_value(ids_of(events)), value(fence)});
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
void Parking::fail(const core::FeedPosition &position, std::int64_t fence, const std::string &error,
                   const std::optional<std::int64_t> &retry_in, std::int32_t max_attempts) const {
    static Statement count("UPDATE refusal_internal.parked_event SET attempts = attempts + 1, error = $4, "
                           "dead = attempts + 1 >= $6, retry_at = clock_timestamp() + coalesce($5 * interval '1 microsecond', "
                           "least(power(2, least(attempts, 20)), 3600) * (0.5 + random() / 2) * interval '1 second') "
                           "WHERE consumer_id = $1 AND slot = $2 AND event_id = $7 AND delivered_fence = $8 "
                           "AND pos OPERATOR(refusal.=) $3::refusal.feed_position RETURNING refusal_id",
                           {INT4OID, INT4OID, TEXTOID, TEXTOID, INT8OID, INT4OID, INT8OID, INT8OID});
    static Statement take_back("UPDATE refusal_internal.parked_event SET delivered_fence = NULL WHERE consumer_id = $1 "
                               "AND slot = $2 AND refusal_id = $3 AND pos OPERATOR(refusal.>=) $4::refusal.feed_position "
                               "AND delivered_fence IS NOT NULL",
                               {INT4OID, INT4OID, INT8OID, TEXTOID});
    const Rows rows = count.run({value(consumer_id), value(slot), position_parameter(position), value(error),
                                 value(retry_in), value(max_attempts), value(position.event_id), value(fence)});
    if (rows.empty())
        return;
    take_back.run({value(consumer_id), value(slot), value(rows.bigint(0, 1)), position_parameter(position)});
}

} // namespace refusal::backend
