#include "backend/feed/feed_position.hpp"
#include "backend/server/settings.hpp"

// What of the feed's order need not be kept: the ticks that nobody is at any more. Events of a tick that is gone belong
// to the next one that is kept: whoever resumes at such a position reads some events again, and misses none.
namespace refusal::backend {

namespace {

using core::FeedPosition;

constexpr std::int32_t most_ticks = 10'000; // at a time
constexpr std::int64_t events_apart = 1'000;

// What was looked at already.
FeedPosition thinned() {
    static Statement find("SELECT thinned_upto FROM refusal_internal.retention WHERE thinned_upto IS NOT NULL", {});
    const Rows rows = find.run({}, Statement::Snapshot::fresh);
    return rows.empty() ? FeedPosition{} : position_of(rows.get(0, 1).datum);
}

FeedPosition slowest_consumer() {
    static Statement find("SELECT DISTINCT ON (consumer_id, slot) upto FROM refusal_internal.cursor "
                          "ORDER BY consumer_id, slot, generation DESC, upto DESC",
                          {});
    const Rows rows = find.run({}, Statement::Snapshot::fresh);
    FeedPosition slowest{PG_INT64_MAX, PG_INT64_MAX, 0};
    for (std::size_t row = 0; row < rows.size(); ++row)
        slowest = std::min(slowest, position_of(rows.get(row, 1).datum));
    return slowest;
}

// One tick is left for so many events. The last one that is looked at stays, and is not looked at again: so does the
// last of an era, which says how far its positions went.
bool thin(const FeedPosition &after, const FeedPosition &before) {
    static Statement remove(
        "WITH next AS (SELECT t.ctid, t.era, t.tick, t.drawn, t.ticked_at FROM refusal_internal.tick t "
        "WHERE (t.era, t.tick) > ($1, $2) AND (t.era, t.tick) < ($3, $4) ORDER BY t.era, t.tick LIMIT $5), "
        "old AS (SELECT n.ctid, n.era, n.tick, n.drawn / $6 = lead(n.drawn / $6) OVER (PARTITION BY n.era ORDER BY n.tick) "
        "AS excess FROM next n WHERE n.ticked_at < clock_timestamp() - $7 * interval '1 microsecond'), "
        "thinning AS (DELETE FROM refusal_internal.tick WHERE ctid = ANY (ARRAY(SELECT o.ctid FROM old o WHERE o.excess))) "
        "SELECT era, tick FROM old ORDER BY era DESC, tick DESC",
        {INT8OID, INT8OID, INT8OID, INT8OID, INT4OID, INT8OID, INT8OID});
    static Statement mark("INSERT INTO refusal_internal.retention (thinned_upto) VALUES ($1::refusal.feed_position) "
                          "ON CONFLICT (singleton) DO UPDATE SET thinned_upto = EXCLUDED.thinned_upto",
                          {TEXTOID});
    const Rows old = remove.run({value(after.era), value(after.tick), value(before.era), value(before.tick),
                                 value(most_ticks), value(events_apart), value(keep_positions_micros())});
    if (!old.empty())
        mark.run({position_parameter({old.bigint(0, 1), old.bigint(0, 2), 0})});
    return old.size() == static_cast<std::size_t>(most_ticks);
}

} // namespace

REFUSAL_FUNCTION(refusal_thin_ticks) {
    const SpiSession session;
    return BoolGetDatum(thin(thinned(), slowest_consumer()));
}

} // namespace refusal::backend
