#include "backend/transition/request.hpp"

#include "backend/journal/journal.hpp"
#include "backend/server/invalidation.hpp"
#include "core/chain.hpp"

namespace refusal::backend {

namespace {

// Drawn at the first use, not by the install script: a restored database goes on with the key in its dump.
const Bytes &digest_key() {
    static Bytes cached;
    static std::uint64_t generation = 0;
    if (!cached.empty() && generation == settings_generation())
        return cached;
    static Statement find("SELECT key FROM refusal_internal.digest_key", {});
    static Statement draw("INSERT INTO refusal_internal.digest_key (key) VALUES ($1) ON CONFLICT DO NOTHING",
                          {BYTEAOID});
    const std::uint64_t before = settings_generation();
    const AsOwner owner;
    Rows rows = find.run({}, Statement::Snapshot::fresh);
    generation = before;
    if (rows.empty()) {
        draw.run({bytes_value(random_bytes(PG_SHA256_DIGEST_LENGTH))}); // waits for another backend's
        rows = find.run({}, Statement::Snapshot::fresh);
        --generation; // not to be kept: the row may still be rolled back
    }
    cached = text_of(rows.get(0, 1).datum);
    return cached;
}

} // namespace

Bytes request_digest(const Uuid &request_id, const nlohmann::json &call) {
    return digest_of_text(request_id, call.dump());
}

Bytes digest_of_text(const Uuid &request_id, std::string_view call) {
    core::ChainBytes bytes;
    bytes.text(digest_key());
    bytes.text({reinterpret_cast<const char *>(request_id.data()), request_id.size()});
    bytes.text(call);
    return sha256(bytes.bytes());
}

core::Error reused_request(const Uuid &request_id) {
    return {"RF008", "request_id " + uuid_text(request_id) + " was used before with other content", {},
            "A retry repeats its request to the letter; a new request takes a new id."};
}

namespace {

bool is_same(const Rows &answered, const Uuid &request_id, const Bytes &digest) {
    if (answered.empty())
        return false;
    if (answered.is_null(0, 1) || text_of(answered.get(0, 1).datum) != digest)
        throw reused_request(request_id);
    return true;
}

} // namespace

// The time leaves out the journal's months from before the refusal, each of which would be looked into; a day, for the
// clock may have been set back.
bool is_replay(const Row &refusal, const Uuid &request_id, const Bytes &digest) {
    static Statement find("SELECT request_digest FROM refusal.event WHERE refusal_id = $1 AND request_id = $2 "
                          "AND recorded_at >= $3",
                          {INT8OID, UUIDOID, TIMESTAMPTZOID});
    const AsOwner owner;
    return is_same(find.run({value(refusal.bigint(Col::refusal_id)), uuid_value(request_id),
                             timestamp_value(refusal.time(Col::recorded_at) - USECS_PER_DAY)},
                            Statement::Snapshot::fresh),
                   request_id, digest);
}

bool is_captured(std::int32_t shop_id, const Uuid &request_id, const Bytes &digest) {
    static Statement find("SELECT request_digest FROM refusal.refusal WHERE request_id = $1 AND shop_id = $2",
                          {UUIDOID, INT4OID});
    const AsOwner owner;
    return is_same(find.run({uuid_value(request_id), value(shop_id)}, Statement::Snapshot::fresh), request_id, digest);
}

} // namespace refusal::backend
