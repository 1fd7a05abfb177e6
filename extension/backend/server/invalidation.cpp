#include "backend/server/invalidation.hpp"

#include "backend/routing/network_log.hpp"

namespace refusal::backend {

namespace {

// A relation without rows, whose relcache invalidations carry the news. Its id is looked up outside of the callback,
// which must not look anything up; until then any invalidation might be the one.
struct Watched {
    const char *relation;
    Oid id = InvalidOid;
    std::uint64_t generation = 1;
};

Watched watched_network{"network_changed"};
Watched watched_settings{"settings_changed"};
Watched watched_places{"places_freed"};
std::uint64_t roles = 1;

// The id is forgotten with every hit: the extension may have been dropped, and created anew.
void hear(Watched &watched, Oid relation) {
    if (OidIsValid(relation) && OidIsValid(watched.id) && relation != watched.id)
        return;
    ++watched.generation;
    watched.id = InvalidOid;
}

void relation_invalidated(Datum /*unused*/, Oid relation) {
    hear(watched_network, relation);
    hear(watched_settings, relation);
    hear(watched_places, relation);
}

void role_invalidated(Datum /*unused*/, int /*unused*/, uint32 /*unused*/) { ++roles; }

Oid find(const char *relation) {
    return backend_call([relation] {
        const Oid schema = get_namespace_oid("refusal_internal", true);
        return OidIsValid(schema) ? get_relname_relid(relation, schema) : InvalidOid;
    });
}

std::uint64_t generation_of(Watched &watched) {
    if (!OidIsValid(watched.id))
        watched.id = find(watched.relation);
    return watched.generation;
}

Datum announce(FunctionCallInfo fcinfo, const Watched &watched) {
    if (!CALLED_AS_TRIGGER(fcinfo))
        throw core::Error("39P01", "the function was not called by a trigger");
    const Oid relation = find(watched.relation);
    backend_call([relation] { CacheInvalidateRelcacheByRelid(relation); });
    return PointerGetDatum(nullptr);
}

} // namespace

void register_invalidation() {
    CacheRegisterRelcacheCallback(relation_invalidated, 0);
    CacheRegisterSyscacheCallback(AUTHOID, role_invalidated, 0);
    CacheRegisterSyscacheCallback(AUTHMEMROLEMEM, role_invalidated, 0);
}

std::uint64_t network_generation() { return generation_of(watched_network); }
std::uint64_t settings_generation() { return generation_of(watched_settings); }
std::uint64_t places_generation() { return generation_of(watched_places); }
std::uint64_t roles_generation() { return roles; }

void accept_invalidations() {
    backend_call([] { AcceptInvalidationMessages(); });
}

REFUSAL_FUNCTION(refusal_network_changed) {
    const Datum result = announce(fcinfo, watched_network);
    log_network_change(reinterpret_cast<const TriggerData *>(fcinfo->context));
    return result;
}

REFUSAL_FUNCTION(refusal_settings_changed) { return announce(fcinfo, watched_settings); }

REFUSAL_FUNCTION(refusal_places_freed) { return announce(fcinfo, watched_places); }

} // namespace refusal::backend
