#include "backend/membership.hpp"

#include "backend/arguments.hpp"
#include "backend/invalidation.hpp"
#include "backend/journal.hpp"
#include "backend/network_cache.hpp"
#include "backend/reference.hpp"

namespace refusal::backend {

namespace {

// A gateway speaks for one shop from act_for() to the end of the transaction, or of the savepoint it was called in.
struct Acting {
    Oid user = InvalidOid;
    std::int32_t shop_id = 0;
    SubTransactionId since = InvalidSubTransactionId;
};
Acting acting;

void forget_at_end(XactEvent event, void * /*unused*/) {
    if (event == XACT_EVENT_COMMIT || event == XACT_EVENT_ABORT || event == XACT_EVENT_PREPARE ||
        event == XACT_EVENT_PARALLEL_COMMIT || event == XACT_EVENT_PARALLEL_ABORT)
        acting = {};
}

void forget_at_rollback(SubXactEvent event, SubTransactionId mine, SubTransactionId parent, void * /*unused*/) {
    if (acting.since != mine)
        return;
    if (event == SUBXACT_EVENT_ABORT_SUB)
        acting = {};
    else if (event == SUBXACT_EVENT_COMMIT_SUB)
        acting.since = parent;
}

std::vector<Membership> load() {
    const SpiSession session;
    const AsOwner owner;
    const PinnedSearchPath path;
    static Statement all("SELECT role_name::text, shop_id, actor::text, facility_id, supplier::text, gateway "
                         "FROM refusal.membership ORDER BY membership_id",
                         {});
    const Rows rows = all.run({}, Statement::Snapshot::fresh);
    std::vector<Membership> result;
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Membership named;
        named.role = rows.text(row, 1);
        named.shop_id = rows.optional_int32(row, 2).value_or(0);
        named.actor = core::find_actor(rows.text(row, 3));
        named.facility_id = rows.optional_int32(row, 4).value_or(0);
        named.supplier = rows.text(row, 5);
        named.gateway = rows.boolean(row, 6);
        result.push_back(std::move(named));
    }
    return result;
}

struct Caller {
    Oid user = InvalidOid;
    bool sees_everything = false;
    std::vector<Membership> memberships;
};

Caller resolve(Oid user) {
    Caller caller;
    caller.user = user;
    for (Membership &named : load()) {
        const bool has = backend_call([user, name = named.role.c_str()] {
            const Oid role = get_role_oid(name, true);
            return OidIsValid(role) && has_privs_of_role(user, role);
        });
        if (has)
            caller.memberships.push_back(std::move(named));
    }
    Oid owner = InvalidOid;
    {
        const AsOwner as_owner;
        owner = GetUserId();
    }
    caller.sees_everything =
        backend_call([user, owner] { return has_bypassrls_privilege(user) || has_privs_of_role(user, owner); });
    return caller;
}

// Of the few roles that a session asks about, until a membership or a role changes.
const Caller &caller_of(Oid user) {
    static std::map<Oid, Caller> cached;
    static std::uint64_t settings = 0;
    static std::uint64_t roles = 0;
    if (settings != settings_generation() || roles != roles_generation()) {
        cached.clear();
        settings = settings_generation();
        roles = roles_generation();
    }
    if (const auto found = cached.find(user); found != cached.end())
        return found->second;
    // What changes while it is resolved is seen as a change by the next call.
    Caller resolved = resolve(user);
    return cached.insert_or_assign(user, std::move(resolved)).first->second;
}

const Caller &caller() { return caller_of(GetUserId()); }

// Which shop a membership is for just now: 0 every one, -1 none.
std::int32_t shop_of(const Membership &membership, Oid user) {
    if (!membership.gateway)
        return membership.shop_id;
    return acting.user == user ? acting.shop_id : -1;
}

bool serves(const Membership &membership, Oid user, std::int32_t shop_id) {
    const std::int32_t shop = shop_of(membership, user);
    return shop == 0 || shop == shop_id;
}

bool is_gateway(const Caller &caller) {
    return std::any_of(caller.memberships.begin(), caller.memberships.end(),
                       [](const Membership &membership) { return membership.gateway; });
}

bool manages(const Membership &membership) {
    return membership.actor == core::Actor::shop || membership.actor == core::Actor::supervisor;
}

} // namespace

bool sees_shop(std::int32_t shop_id) {
    const Caller &who = caller();
    if (who.sees_everything)
        return true;
    return std::any_of(who.memberships.begin(), who.memberships.end(), [&](const Membership &membership) {
        return membership.supplier.empty() && serves(membership, who.user, shop_id);
    });
}

bool manages_shop(std::int32_t shop_id) {
    const Caller &who = caller();
    if (who.sees_everything)
        return true;
    return std::any_of(who.memberships.begin(), who.memberships.end(), [&](const Membership &membership) {
        if (shop_id == 0)
            return membership.actor == core::Actor::supervisor && shop_of(membership, who.user) == 0;
        return manages(membership) && serves(membership, who.user, shop_id);
    });
}

bool is_administrator() { return caller().sees_everything; }

namespace {

const Membership *listening(const Caller &who, std::int32_t shop_id) {
    for (const Membership &membership : who.memberships)
        if (!membership.actor && serves(membership, who.user, shop_id))
            return &membership;
    return nullptr;
}

Oid role_oid(const std::string &role) {
    return backend_call([name = role.c_str()] { return get_role_oid(name, true); });
}

} // namespace

bool delivers_shop(std::int32_t shop_id) {
    const Caller &who = caller();
    return who.sees_everything || listening(who, shop_id) != nullptr;
}

bool role_delivers_shop(const std::string &role, std::int32_t shop_id) {
    const Oid user = role_oid(role);
    return OidIsValid(user) && listening(caller_of(user), shop_id) != nullptr;
}

std::string listener_of(std::int32_t shop_id) {
    const Membership *membership = listening(caller(), shop_id);
    return membership == nullptr ? current_role() : membership->role;
}

namespace {

bool loads(const Membership &membership) {
    return membership.actor == core::Actor::courier || membership.actor == core::Actor::warehouse ||
           membership.actor == core::Actor::supervisor;
}

// Of every shop: a truck carries parcels of several. At a shop's own place, of that shop.
bool works_at(std::int32_t facility_id) {
    const Caller &who = caller();
    if (who.sees_everything)
        return true;
    const NetworkView view = network();
    const core::Facility *facility = view.network->by_id(facility_id);
    if (facility == nullptr)
        return false;
    return std::any_of(who.memberships.begin(), who.memberships.end(), [&](const Membership &membership) {
        return loads(membership) && (membership.facility_id == 0 || membership.facility_id == facility_id) &&
               serves(membership, who.user, facility->shop_id);
    });
}

} // namespace

std::vector<std::int32_t> shops_of(const Caller &who, bool &all) {
    std::set<std::int32_t> shops;
    all = who.sees_everything;
    for (const Membership &membership : who.memberships) {
        const std::int32_t shop = shop_of(membership, who.user);
        if (!membership.supplier.empty() || shop < 0)
            continue;
        all = all || shop == 0;
        shops.insert(shop);
    }
    return {shops.begin(), shops.end()};
}

std::vector<std::int32_t> visible_shops(bool &all) { return shops_of(caller(), all); }

std::vector<std::int32_t> visible_shops_of(const std::string &role, bool &all) {
    all = false;
    const Oid user = role_oid(role);
    return OidIsValid(user) ? shops_of(caller_of(user), all) : std::vector<std::int32_t>();
}

bool has_role(const std::string &role) {
    return backend_call([name = role.c_str()] {
        const Oid wanted = get_role_oid(name, true);
        return OidIsValid(wanted) ? has_privs_of_role(GetUserId(), wanted) : superuser();
    });
}

core::ActorMask actors_of_caller(std::int32_t shop_id, const std::string &supplier, std::int32_t facility_id) {
    const Caller &who = caller();
    core::ActorMask mask = 0;
    for (const Membership &membership : who.memberships) {
        if (serves(membership, who.user, shop_id) &&
            (membership.supplier.empty() || membership.supplier == supplier) &&
            (membership.facility_id == 0 || membership.facility_id == facility_id) && membership.actor)
            mask = static_cast<core::ActorMask>(mask | core::actor_bit(*membership.actor));
    }
    return mask;
}

void register_membership() {
    RegisterXactCallback(forget_at_end, nullptr);
    RegisterSubXactCallback(forget_at_rollback, nullptr);
}

// Row security: refusal_internal.has_role(role_name).
REFUSAL_FUNCTION(refusal_has_role) {
    return BoolGetDatum(!PG_ARGISNULL(0) && has_role(NameStr(*PG_GETARG_NAME(0))));
}

// Row security: refusal_internal.sees_shop(shop_id) and sees_supplier(shop_id, supplier).
REFUSAL_FUNCTION(refusal_sees_shop) { return BoolGetDatum(!PG_ARGISNULL(0) && sees_shop(PG_GETARG_INT32(0))); }

REFUSAL_FUNCTION(refusal_sees_supplier) {
    if (PG_ARGISNULL(0) || PG_ARGISNULL(1))
        return BoolGetDatum(false);
    const Caller &who = caller();
    const std::int32_t shop_id = PG_GETARG_INT32(0);
    const std::string supplier = text_of(PG_GETARG_DATUM(1));
    return BoolGetDatum(
        std::any_of(who.memberships.begin(), who.memberships.end(), [&](const Membership &membership) {
            return membership.supplier == supplier && serves(membership, who.user, shop_id);
        }));
}

// A null shop is the shared network: supervisors of every shop.
REFUSAL_FUNCTION(refusal_manages_shop) {
    return BoolGetDatum(manages_shop(PG_ARGISNULL(0) ? 0 : PG_GETARG_INT32(0)));
}

// Row security: refusal_internal.delivers_shop(shop_id).
REFUSAL_FUNCTION(refusal_delivers_shop) {
    return BoolGetDatum(!PG_ARGISNULL(0) && delivers_shop(PG_GETARG_INT32(0)));
}

// Row security: refusal_internal.works_at(facility_id).
REFUSAL_FUNCTION(refusal_works_at) { return BoolGetDatum(!PG_ARGISNULL(0) && works_at(PG_GETARG_INT32(0))); }

REFUSAL_FUNCTION(refusal_act_for) {
    const std::string code = required_text(fcinfo, 0, "shop");
    const Caller &who = caller();
    if (!is_gateway(who))
        throw core::Error("RF005", "the caller is not a gateway", {},
                          "An administrator makes a role one by refusal.membership.gateway.");
    const auto known = reference();
    const auto found = known->shop_ids.find(code);
    if (found == known->shop_ids.end())
        throw core::Error("RF004", "shop \"" + code + "\" does not exist");
    if (acting.user == who.user && acting.shop_id != found->second)
        throw core::Error("RF005", "this transaction already acts for another shop", {},
                          "End the transaction before acting for the next shop.");
    if (acting.user == InvalidOid)
        acting = {who.user, found->second, GetCurrentSubTransactionId()};
    PG_RETURN_VOID();
}

} // namespace refusal::backend
