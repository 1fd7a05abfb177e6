#include "backend/feed/consumer.hpp"
#include "backend/feed/feed_position.hpp"
#include "backend/journal/journal.hpp"
#include "backend/server/arguments.hpp"
#include "backend/tenancy/membership.hpp"

// What endpoints are sent: each by a consumer of its own, signed with keys that nobody sees but who delivers.
namespace refusal::backend {

namespace {

constexpr int secret_size = 32;

core::Error unknown(std::int32_t endpoint_id) {
    return {"RF004", "endpoint " + std::to_string(endpoint_id) + " does not exist"};
}

// Until the end of the transaction the keys of the endpoint are the caller's to change: two who replace one
// at once take turns.
void lock_managed(std::int32_t endpoint_id) {
    static Statement find("SELECT shop_id FROM refusal.endpoint WHERE endpoint_id = $1", {INT4OID});
    static Statement lock("SELECT FROM refusal.endpoint WHERE endpoint_id = $1 FOR NO KEY UPDATE", {INT4OID});
    Rows rows;
    {
        const AsOwner owner;
        rows = find.run({value(endpoint_id)}, Statement::Snapshot::fresh);
    }
    if (rows.empty() || !manages_shop(rows.integer(0, 1)))
        throw unknown(endpoint_id);
    const AsOwner owner;
    if (lock.run({value(endpoint_id)}, Statement::Snapshot::fresh_to_write).empty())
        throw unknown(endpoint_id);
}

Value new_secret() {
    auto *secret = backend_call([] {
        auto *bytes = static_cast<bytea *>(palloc(VARHDRSZ + secret_size));
        SET_VARSIZE(bytes, VARHDRSZ + secret_size);
        if (!pg_strong_random(VARDATA(bytes), secret_size))
            ereport(ERROR, (errcode(ERRCODE_INTERNAL_ERROR), errmsg("could not generate random bytes")));
        return bytes;
    });
    return datum_value(PointerGetDatum(secret));
}

// An endpoint as it is now, and who has its consumer.
struct Endpoint {
    Consumer wanted;
    core::FeedPosition start;
    std::optional<std::string> role; // nobody yet
    bool differs = false;            // its consumer, from what it should be
};

std::optional<Endpoint> look_for(std::int32_t endpoint_id) {
    static Statement find(
        "SELECT e.shop_id, e.events, e.slots, e.max_attempts, e.start_at, c.role_name::text, "
        "c.consumer_id, (e.events, e.max_attempts) IS DISTINCT FROM (c.events, c.max_attempts) "
        "FROM refusal.endpoint e LEFT JOIN refusal.consumer c ON c.endpoint_id = e.endpoint_id "
        "WHERE e.endpoint_id = $1",
        {INT4OID});
    const AsOwner owner;
    const Rows rows = find.run({value(endpoint_id)}, Statement::Snapshot::fresh);
    if (rows.empty())
        return std::nullopt;
    Endpoint endpoint;
    endpoint.wanted.name = std::string(endpoint_prefix) + std::to_string(endpoint_id);
    endpoint.wanted.endpoint_id = endpoint_id;
    endpoint.wanted.shop_id = rows.integer(0, 1);
    if (!rows.is_null(0, 2))
        endpoint.wanted.events = rows.texts(0, 2);
    endpoint.wanted.slots = rows.integer(0, 3);
    endpoint.wanted.max_attempts = rows.integer(0, 4);
    endpoint.start = position_of(rows.get(0, 5).datum);
    endpoint.role = rows.optional_text(0, 6);
    endpoint.wanted.id = rows.optional_int32(0, 7).value_or(0);
    endpoint.differs = rows.boolean(0, 8);
    return endpoint;
}

// False: the endpoint has gone meanwhile, or is going, which is not waited for. Held until the end of the
// transaction, so that it does not go yet.
bool hold(std::int32_t endpoint_id) {
    static Statement lock("SELECT FROM refusal.endpoint WHERE endpoint_id = $1 FOR KEY SHARE SKIP LOCKED",
                          {INT4OID});
    const AsOwner owner;
    return !lock.run({value(endpoint_id)}, Statement::Snapshot::fresh_to_write).empty();
}

void begin(Endpoint &endpoint) {
    if (!hold(endpoint.wanted.endpoint_id))
        throw unknown(endpoint.wanted.endpoint_id);
    {
        const AsOwner owner;
        check_position(endpoint.start);
    }
    add_consumer(endpoint.wanted, endpoint.start); // or somebody else just did
}

core::Error others(std::int32_t endpoint_id) {
    return {"RF005", "another role delivers to endpoint " + std::to_string(endpoint_id)};
}

// Of two who come to it at once the first one has it.
void adjust(const Consumer &wanted, const std::string &role) {
    static Statement change(
        "UPDATE refusal.consumer SET role_name = $2::name, events = $3, max_attempts = $4 "
        "WHERE consumer_id = $1 AND role_name = $5::name RETURNING consumer_id",
        {INT4OID, TEXTOID, TEXTARRAYOID, INT4OID, TEXTOID});
    const AsOwner owner;
    if (change
            .run({value(wanted.id), value(wanted.role),
                  wanted.events ? array_value(*wanted.events) : null_value(), value(wanted.max_attempts),
                  value(role)})
            .empty())
        throw others(wanted.endpoint_id);
}

// Whoever delivers the shop has its endpoints' consumers, and the next one when that role is renamed, dropped
// or does not deliver the shop any more: the place in the feed stays.
void take(std::int32_t endpoint_id) {
    std::optional<Endpoint> endpoint = look_for(endpoint_id);
    if (!endpoint || !delivers_shop(endpoint->wanted.shop_id))
        throw unknown(endpoint_id);
    Consumer &wanted = endpoint->wanted;
    wanted.role = listener_of(wanted.shop_id);
    if (!endpoint->role) {
        begin(*endpoint);
        return;
    }
    if (*endpoint->role != wanted.role && role_delivers_shop(*endpoint->role, wanted.shop_id)) {
        if (!has_role(*endpoint->role))
            throw others(endpoint_id);
        wanted.role = *endpoint->role;
    }
    if (endpoint->differs || wanted.role != *endpoint->role)
        adjust(wanted, *endpoint->role);
}

} // namespace

// refusal_internal.take_endpoint(endpoint_id): what keeps one endpoint from being served is told, and stops
// no other.
REFUSAL_FUNCTION(refusal_take_endpoint) {
    const std::int32_t endpoint_id = required_int32(fcinfo, 0, "endpoint_id");
    std::string problem;
    {
        const SpiSession session;
        try {
            take(endpoint_id);
        } catch (const core::Error &error) {
            if (error.sqlstate != "RF004" && error.sqlstate != "RF005" && error.sqlstate != "RF010")
                throw;
            problem = error.sqlstate + ": " + error.what() + (error.hint.empty() ? "" : ". " + error.hint);
        }
    }
    if (problem.empty())
        PG_RETURN_NULL();
    return value(problem).datum;
}

// The newest of the earlier keys is good for a while yet, the others are gone: two at most.
REFUSAL_FUNCTION(refusal_add_endpoint_key) {
    static Statement remove("DELETE FROM refusal_internal.endpoint_key k WHERE k.endpoint_id = $1 AND ("
                            "isempty(k.valid) OR upper(k.valid) <= $2 OR k.key_id < (SELECT max(n.key_id) "
                            "FROM refusal_internal.endpoint_key n WHERE n.endpoint_id = $1 "
                            "AND coalesce(upper(n.valid), 'infinity') > $2))",
                            {INT4OID, TIMESTAMPTZOID});
    static Statement end(
        "UPDATE refusal_internal.endpoint_key SET valid = tstzrange(lower(valid), "
        "greatest(lower(valid), least(coalesce(upper(valid), 'infinity'), $2))) WHERE endpoint_id = $1",
        {INT4OID, TIMESTAMPTZOID});
    static Statement add("INSERT INTO refusal_internal.endpoint_key (endpoint_id, secret, place, valid) "
                         "SELECT $1, $2, 3 - coalesce(max(k.place), 2), tstzrange($3, NULL) "
                         "FROM refusal_internal.endpoint_key k WHERE k.endpoint_id = $1 "
                         "RETURNING 'whsec_' || encode(secret, 'base64')",
                         {INT4OID, BYTEAOID, TIMESTAMPTZOID});
    const std::int32_t endpoint_id = required_int32(fcinfo, 0, "endpoint_id");
    if (PG_ARGISNULL(1))
        malformed("argument \"keep_old_for\" must not be null");
    const std::int64_t keep_old_for = micros_of(PG_GETARG_DATUM(1), "keep_old_for");
    if (keep_old_for < 0 || keep_old_for > 366 * USECS_PER_DAY)
        malformed("\"keep_old_for\" must be zero to 366 days");
    std::string shown;
    {
        const SpiSession session;
        lock_managed(endpoint_id);
        const AsOwner owner;
        const TimestampTz now = GetCurrentTimestamp();
        remove.run({value(endpoint_id), timestamp_value(now)}, Statement::Snapshot::fresh_to_write);
        end.run({value(endpoint_id), timestamp_value(now + keep_old_for)},
                Statement::Snapshot::fresh_to_write);
        shown = add.run({value(endpoint_id), new_secret(), timestamp_value(now)},
                        Statement::Snapshot::fresh_to_write)
                    .text(0, 1);
    }
    return value(shown).datum;
}

REFUSAL_FUNCTION(refusal_end_endpoint_key) {
    static Statement remove(
        "DELETE FROM refusal_internal.endpoint_key WHERE endpoint_id = $1 AND key_id = $2 "
        "RETURNING key_id",
        {INT4OID, INT4OID});
    const std::int32_t endpoint_id = required_int32(fcinfo, 0, "endpoint_id");
    const std::int32_t key_id = required_int32(fcinfo, 1, "key_id");
    const SpiSession session;
    lock_managed(endpoint_id);
    const AsOwner owner;
    if (remove.run({value(endpoint_id), value(key_id)}, Statement::Snapshot::fresh_to_write).empty())
        throw core::Error("RF004", "endpoint " + std::to_string(endpoint_id) + " has no key " +
                                       std::to_string(key_id));
    PG_RETURN_VOID();
}

} // namespace refusal::backend
