#include "backend/tenancy/reference.hpp"

#include "backend/server/invalidation.hpp"
#include "backend/tenancy/membership.hpp"

namespace refusal::backend {

namespace {

void load_shops(Reference &into) {
    static Statement shops("SELECT shop_id, code::text, timezone::text, proof_policy, retract_window, search_period, "
                           "channel::text FROM refusal.shop",
                           {});
    const Rows rows = shops.run({}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        Shop shop;
        shop.id = rows.integer(row, 1);
        shop.code = rows.text(row, 2);
        shop.timezone = rows.text(row, 3);
        shop.proof_policy = rows.json(row, 4);
        shop.retract_window = micros_of(rows.get(row, 5).datum, "retract_window");
        shop.search_period = micros_of(rows.get(row, 6).datum, "search_period");
        shop.channel = rows.text(row, 7);
        into.shop_ids.emplace(shop.code, shop.id);
        into.shops.emplace(shop.id, std::move(shop));
    }
}

void load_reasons(Reference &into) {
    static Statement reasons("SELECT code::text FROM refusal.reason", {});
    static Statement codes("SELECT carrier::text, code::text, reason::text FROM refusal.reason_map", {});
    Rows rows = reasons.run({}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row)
        into.reasons.insert(rows.text(row, 1));
    rows = codes.run({}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row)
        into.reason_map.emplace(std::pair(rows.text(row, 1), rows.text(row, 2)), rows.text(row, 3));
}

} // namespace

MachineRows read_machine() {
    static Statement states("SELECT state::text, terminal FROM refusal.state ORDER BY state", {});
    static Statement transitions("SELECT from_state::text, event::text, to_state::text, guard, actors "
                                 "FROM refusal.transition ORDER BY from_state NULLS FIRST, event",
                                 {});
    MachineRows machine;
    Rows rows = states.run({}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row)
        machine.states.push_back({rows.text(row, 1), rows.boolean(row, 2)});
    rows = transitions.run({}, Statement::Snapshot::fresh);
    for (std::size_t row = 0; row < rows.size(); ++row)
        machine.transitions.push_back(
            {rows.text(row, 1), rows.text(row, 2), rows.text(row, 3), rows.text(row, 4), rows.texts(row, 5)});
    return machine;
}

std::shared_ptr<const Reference> reference() {
    static std::shared_ptr<const Reference> cached;
    static std::uint64_t generation = 0;
    accept_invalidations();
    if (cached && generation == settings_generation())
        return cached;
    // A change that arrives while we load makes the copy stale at once: hence the number from before.
    const std::uint64_t before = settings_generation();
    auto fresh = std::make_shared<Reference>();
    {
        const SpiSession session;
        const AsOwner owner;
        const PinnedSearchPath path;
        load_shops(*fresh);
        load_reasons(*fresh);
        const MachineRows rows = read_machine();
        fresh->machine = std::make_shared<const core::Machine>(rows.states, rows.transitions);
    }
    cached = fresh;
    generation = before;
    return cached;
}

const Shop &visible_shop(const Reference &reference, const std::string &code) {
    const auto found = reference.shop_ids.find(code);
    if (found == reference.shop_ids.end() || !sees_shop(found->second))
        throw core::Error("RF004", "shop \"" + code + "\" does not exist");
    return reference.shops.at(found->second);
}

} // namespace refusal::backend
