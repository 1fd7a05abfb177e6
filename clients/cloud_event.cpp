#include "cloud_event.hpp"

namespace refusal::client {

namespace {

// The envelope of CloudEvents 1.0 with its extension `sequence`. The database writes it: a number in a
// payload has as many digits as it was given, which no reader of JSON on the way would keep.
constexpr auto head = R"(
    SELECT e.pos, coalesce(e.fence::text, ''), e.event_id, e.refusal_id, shop.code, e.event, e.to_state,
        (extract(epoch FROM e.recorded_at) * 1000)::bigint,
        (SELECT row_to_json(envelope) FROM (
            SELECT '1.0' AS specversion, e.event_id::text AS id, $1::text AS source, 'refusal.' || e.event AS type,
                e.refusal_id::text AS subject, e.occurred_at AS time, 'application/json' AS datacontenttype,
                e.pos::text AS sequence, shop.code AS shop,
                (SELECT row_to_json(data) FROM (
                    SELECT e.refusal_id, e.version, e.event, e.from_state, e.to_state, e.actor, e.recorded_at,
                        e.payload) AS data) AS data) AS envelope)
    FROM )";
constexpr auto tail = R"( AS e, LATERAL (
        -- Whoever may use a consumer need not see the shops that its role does.
        SELECT coalesce((SELECT s.code FROM refusal.shop s WHERE s.shop_id = e.shop_id), e.shop_id::text) AS code
    ) AS shop
    ORDER BY e.pos)";

} // namespace

std::string envelope_query(const std::string &feed) {
    return head + feed + tail;
}

std::vector<Event> events_of(const pqxx::result &rows) {
    std::vector<Event> events;
    events.reserve(rows.size());
    for (const auto &row : rows) {
        Event event;
        event.position = row[0].c_str();
        event.fence = row[1].c_str();
        event.id = row[2].as<long long>();
        event.refusal = row[3].as<long long>();
        event.shop = row[4].c_str();
        event.name = row[5].c_str();
        event.state = row[6].c_str();
        event.at = std::chrono::system_clock::time_point(std::chrono::milliseconds(row[7].as<long long>()));
        event.cloud_event = row[8].c_str();
        events.push_back(std::move(event));
    }
    return events;
}

} // namespace refusal::client
