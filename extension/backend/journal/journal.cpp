#include "backend/journal/journal.hpp"

#include "backend/server/arguments.hpp"
#include "backend/server/invalidation.hpp"
#include "core/chain.hpp"
#include "core/sha256.hpp"

namespace refusal::backend {

namespace {

// Looked up once: a capture draws four numbers, and the names would cost it as much as one more. After the
// extension was created anew the ids are others, and the settings have changed.
Oid id_of(Sequence sequence) {
    static constexpr std::array<const char *, 3> names{"refusal_id_seq", "route_id_seq", "event_id_seq"};
    static std::array<Oid, names.size()> ids{};
    static std::uint64_t known_since = 0;
    if (const std::uint64_t now = settings_generation(); now != known_since) {
        backend_call([] {
            const Oid schema = get_namespace_oid("refusal", false);
            std::ranges::transform(names, ids.begin(),
                                   [schema](const char *name) { return get_relname_relid(name, schema); });
        });
        known_since = now;
    }
    return ids.at(static_cast<std::size_t>(sequence));
}

} // namespace

std::int64_t draw(Sequence sequence) {
    const Oid id = id_of(sequence);
    return backend_call([id] { return nextval_internal(id, false); });
}

Bytes sha256(const std::string &bytes) {
    const auto digest = core::sha256(bytes);
    return {reinterpret_cast<const char *>(digest.data()), digest.size()};
}

std::string current_role() {
    return backend_call([] { return static_cast<const char *>(GetUserNameFromId(GetUserId(), false)); });
}

HashedEvent HashedEvent::of(const Row &row, std::string_view payload) {
    HashedEvent event;
    event.refusal_id = row.bigint(Col::refusal_id);
    event.version = row.integer(Col::version);
    event.event = row.text(Col::last_event);
    if (!row.null(Col::previous_state))
        event.from_state = row.text(Col::previous_state);
    event.to_state = row.text(Col::state);
    event.actor = row.text(Col::last_actor);
    event.role = current_role();
    event.occurred_at = row.time(Col::last_occurred_at);
    event.recorded_at = row.time(Col::updated_at);
    if (!row.null(Col::last_facility_id))
        event.facility_id = row.integer(Col::last_facility_id);
    event.request_id = uuid_of(row.datum(Col::last_request), row.null(Col::last_request));
    event.payload = payload;
    return event;
}

Bytes event_hash(const Bytes &previous, const HashedEvent &event) {
    core::ChainBytes bytes;
    bytes.text(previous);
    bytes.integer(event.refusal_id);
    bytes.integer(event.version);
    bytes.text(event.event);
    bytes.optional_text(event.from_state);
    bytes.text(event.to_state);
    bytes.text(event.actor);
    bytes.text(event.role);
    bytes.integer(event.occurred_at);
    bytes.integer(event.recorded_at);
    if (event.facility_id)
        bytes.integer(*event.facility_id);
    else
        bytes.absent();
    if (event.request_id)
        bytes.text({reinterpret_cast<const char *>(event.request_id->data()), event.request_id->size()});
    else
        bytes.absent();
    bytes.text(event.payload);
    return sha256(bytes.bytes());
}

std::int32_t xid_space() {
    static std::int32_t cached = 0;
    static std::uint64_t generation = 0;
    if (cached != 0 && generation == settings_generation())
        return cached;
    static Statement newest("SELECT xid_space, system_identifier FROM refusal_internal.xid_space "
                            "ORDER BY xid_space DESC LIMIT 1",
                            {});
    static Statement lock("LOCK TABLE refusal_internal.xid_space IN SHARE ROW EXCLUSIVE MODE", {});
    static Statement add("INSERT INTO refusal_internal.xid_space (xid_space, system_identifier) VALUES ($1, $2)",
                         {INT4OID, INT8OID});
    const auto mine = static_cast<std::int64_t>(GetSystemIdentifier());
    const std::uint64_t before = settings_generation();
    const AsOwner owner;
    for (const bool locked : {false, true}) {
        const Rows rows = newest.run({}, Statement::Snapshot::fresh);
        if (!rows.empty() && rows.bigint(0, 2) == mine) {
            cached = rows.integer(0, 1);
            generation = before;
            return cached;
        }
        if (locked) {
            // Not cached: the row may still be rolled back.
            const std::int32_t next = rows.empty() ? 1 : rows.integer(0, 1) + 1;
            add.run({value(next), value(mine)});
            return next;
        }
        lock.run({});
    }
    return 0;
}

// refusal_internal.event_hash(previous, refusal_id, version, event, from_state, to_state, actor, role, occurred_at,
// recorded_at, facility_id, request_id, payload): what verify() holds the journal against.
REFUSAL_FUNCTION(refusal_event_hash) {
    HashedEvent event;
    const Bytes previous = PG_ARGISNULL(0) ? Bytes() : text_of(PG_GETARG_DATUM(0));
    for (const int required : {1, 2, 3, 5, 6, 7, 8, 9, 12})
        if (PG_ARGISNULL(required))
            PG_RETURN_NULL();
    event.refusal_id = PG_GETARG_INT64(1);
    event.version = PG_GETARG_INT32(2);
    event.event = text_of(PG_GETARG_DATUM(3));
    if (!PG_ARGISNULL(4))
        event.from_state = text_of(PG_GETARG_DATUM(4));
    event.to_state = text_of(PG_GETARG_DATUM(5));
    event.actor = text_of(PG_GETARG_DATUM(6));
    event.role = NameStr(*PG_GETARG_NAME(7));
    event.occurred_at = PG_GETARG_TIMESTAMPTZ(8);
    event.recorded_at = PG_GETARG_TIMESTAMPTZ(9);
    event.facility_id = optional_int32(fcinfo, 10);
    event.request_id = optional_uuid(fcinfo, 11);
    event.payload = backend_call([fcinfo] {
        Jsonb *payload = PG_GETARG_JSONB_P(12);
        return static_cast<const char *>(JsonbToCString(nullptr, &payload->root, VARSIZE(payload)));
    });
    return bytes_value(event_hash(previous, event)).datum;
}

} // namespace refusal::backend
