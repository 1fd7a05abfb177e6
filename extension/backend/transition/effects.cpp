#include "backend/capture/capture.hpp"
#include "backend/decision/decision.hpp"
#include "backend/decision/delivery_window.hpp"
#include "backend/intake/intake.hpp"
#include "backend/journal/journal.hpp"
#include "backend/routing/network_cache.hpp"
#include "backend/routing/places.hpp"
#include "backend/server/arguments.hpp"
#include "backend/transition/change.hpp"
#include "core/leg.hpp"

// What an event's name stands for, beside the change of state: where the parcel is, what it has cost, what is known.
namespace refusal::backend {

namespace {

using Effect = void (*)(Change &);

void add_cost(Change &change, core::Money cost) {
    change.row.set_money(Col::cost_actual, core::add(change.row.money(Col::cost_actual), cost));
}

void physical_fact(Change &change) {
    change.row.set_boolean(Col::scanned, true);
    change.row.set_time(Col::last_fact_at, std::max(change.row.time(Col::last_fact_at), change.occurred_at));
}

// What the cheapest lane between two facilities costs, for a parcel that took one that was not planned for it.
std::optional<core::Money> unplanned_cost(Change &change, std::int32_t from, std::int32_t to) {
    const core::PlanRequest parcel = plan_request(change);
    const core::Tariff tariff = core::tariff_of(parcel);
    const NetworkView view = network();
    const core::Network &net = *view.network;
    std::optional<core::Money> cheapest;
    const auto origin = net.find(from);
    if (origin == core::Network::none)
        return cheapest;
    for (const core::Network::Arc &arc : net.arcs_from(origin)) {
        const core::Network::Node &entered = net.node(arc.to);
        core::Leg leg;
        core::Money cost = 0;
        leg.handling = entered.handling_cost;
        leg.arrives_at = arc.transit_time; // since it left: when that was is not known
        if (net.facility(arc.to).id == to && tariff.lane(arc, leg.lane) &&
            core::enter(entered, tariff, 0, false, nullptr, leg) && core::add_cost(leg, cost) &&
            (!cheapest || cost < *cheapest))
            cheapest = cost;
    }
    return cheapest;
}

// What it cost to come here. Whoever arrives further on the planned way took its legs up to there, scanned or not.
void charge_way(Change &change, std::int32_t here) {
    Row &row = change.row;
    const std::int32_t from = row.integer(Col::facility_id);
    const std::int32_t under_way_to = row.integer(Col::next_facility_id);
    if (here == from && under_way_to == 0)
        return;
    const auto &legs = change.legs();
    auto next = static_cast<std::size_t>(row.integer(Col::leg_no));
    const std::int32_t leaves = under_way_to != 0 ? under_way_to : from;
    core::Money cost = row.money(Col::leg_cost);
    bool planned = here == under_way_to;
    if (!planned && next < legs.size() && legs[next].from == leaves)
        while (next < legs.size() && !planned) {
            cost = core::add(cost, core::total(legs[next]));
            planned = legs[next++].to == here;
        }
    if (planned) {
        add_cost(change, cost);
        row.set_int32(Col::leg_no, static_cast<std::int32_t>(next));
    } else {
        // Where no lane leads, the leg it set out on is the best guess; without one, none.
        add_cost(change, unplanned_cost(change, from, here).value_or(row.money(Col::leg_cost)));
    }
}

// The parcel is inside a facility: the one named, else where the leg under way ends.
void come_in(Change &change) {
    Row &row = change.row;
    const std::int32_t under_way_to = row.integer(Col::next_facility_id);
    const std::int32_t given = change.payload_facility();
    const std::int32_t here = given != 0 ? given : under_way_to != 0 ? under_way_to : row.integer(Col::facility_id);
    row.set_id(Col::facility_id, here);
    row.set_null(Col::next_facility_id);
    row.set_money(Col::leg_cost, 0);
    row.set_boolean(Col::inside, true);
    physical_fact(change);
}

// It comes in at the end of a way: the leg under way, or one that nobody scanned it out on.
void arrive(Change &change) {
    const std::int32_t under_way_to = change.row.integer(Col::next_facility_id);
    const std::int32_t given = change.payload_facility();
    charge_way(change, given != 0           ? given
                       : under_way_to != 0 ? under_way_to
                                           : change.row.integer(Col::facility_id));
    come_in(change);
}

void depart(Change &change) {
    Row &row = change.row;
    const auto leg_no = static_cast<std::size_t>(row.integer(Col::leg_no));
    if (leg_no < change.legs().size()) {
        const core::Leg &leg = change.legs()[leg_no];
        row.set_id(Col::facility_id, leg.from);
        row.set_id(Col::next_facility_id, leg.to);
        row.set_money(Col::leg_cost, core::total(leg));
        row.set_int32(Col::leg_no, row.integer(Col::leg_no) + 1);
    }
    row.set_boolean(Col::inside, false);
    physical_fact(change);
}

void sight(Change &change) {
    const std::string direction = change.payload_text("direction").value_or("in");
    const std::int32_t here = change.payload_facility();
    // Decided anew on the way, the leg under way still ends; and a parcel that was nowhere is somewhere now.
    if (here != 0 && (here == change.row.integer(Col::next_facility_id) || change.row.null(Col::facility_id))) {
        arrive(change);
        return;
    }
    if (here != 0 && here == change.row.integer(Col::facility_id) && change.row.null(Col::next_facility_id) &&
        change.occurred_at >= change.row.time(Col::last_fact_at))
        change.row.set_boolean(Col::inside, direction == "in");
    physical_fact(change);
}

void take_decision(Change &change) {
    const nlohmann::json &payload = change.request.payload;
    Row &row = change.row;
    if (payload.contains("rule") && change.request.by_system) {
        row.set_id(Col::rule_id, payload.at("rule").get<std::int32_t>());
        row.set_id(Col::scenario_id, payload.at("scenario").get<std::int32_t>());
    }
    static const std::map<std::string, std::string, std::less<>> actions{{"plan_return", "return"},
                                                                         {"plan_redelivery", "redeliver"},
                                                                         {"hold", "hold"},
                                                                         {"extend_hold", "hold"},
                                                                         {"ask_shop", "ask_shop"},
                                                                         {"write_off", "dispose"}};
    const std::optional<std::string> action = change.payload_text("action");
    const auto usual = actions.find(change.request.event);
    if (action && !core::find_action(*action))
        malformed("\"action\" is not known", "It is one of redeliver, return, hold, ask_shop, dispose.");
    if (action)
        row.set_text(Col::action, *action);
    else if (usual != actions.end())
        row.set_text(Col::action, usual->second);
    if (row.text(Col::action) != "redeliver")
        forget_window(change);
}

void forget_route(Change &change) {
    change.row.set_null(Col::route_id);
    change.row.set_null(Col::destination_id);
    change.row.set_int32(Col::leg_no, 0);
}

void take_route(Change &change) {
    Row &row = change.row;
    find_route(change);
    NewRoute route = route_with_places(change);
    row.set_int64(Col::route_id, route.route_id);
    row.set_id(Col::destination_id, route.plan.destination);
    row.set_int32(Col::leg_no, 0);
    row.set_money(Col::cost_planned, core::add(core::add(row.money(Col::cost_actual), row.money(Col::leg_cost)),
                                               route.plan.cost));
    if (row.text(Col::action) == "redeliver") // from the depot that it is brought to
        row.set_money(Col::cost_planned,
                      core::add(row.money(Col::cost_planned), redelivery_cost(route.plan.destination)));
    change.effects.route = std::move(route);
}

void plan_return(Change &change) {
    take_decision(change);
    take_route(change);
}

void plan_redelivery(Change &change) {
    take_decision(change);
    forget_route(change);
    change.row.set_money(Col::cost_planned, core::add(change.row.money(Col::cost_actual), redelivery_cost(change.row.integer(Col::facility_id))));
    if (!change.payload_text("date"))
        return;
    if (std::optional<Blocked> unfit = check_guard(change, core::Guard::date_given))
        throw std::move(unfit->error);
    keep_window(change, delivery_window(change));
}

void wait_where_it_is(Change &change) {
    take_decision(change);
    forget_route(change);
}

void dispatch(Change &change) {
    add_cost(change, redelivery_cost(change.row.integer(Col::facility_id)));
    change.row.set_boolean(Col::inside, false);
    physical_fact(change);
}

void find_parcel(Change &change) {
    change.row.set_null(Col::missing_since);
    if (change.payload_facility() == 0)
        malformed("payload key \"facility\" must be given", "It is where the parcel was found.");
    come_in(change); // whatever leg it was lost on is not paid for
}

void report_missing(Change &change) { change.row.set_time(Col::missing_since, change.now); }

void no_money(Change &change) { change.row.set_text(Col::money_state, "none"); }

void deliver(Change &change) {
    no_money(change);
    physical_fact(change);
}

void set_money(Change &change) {
    static const std::set<std::string, std::less<>> states{"none", "due", "refunded", "claimed"};
    const std::optional<std::string> state = change.payload_text("money_state");
    if (!state || !states.contains(*state))
        malformed("\"money_state\" must be one of none, due, refunded, claimed");
    change.row.set_text(Col::money_state, *state);
}

void receive(Change &change) {
    if (change.transition == nullptr || change.row.text(Col::state) != "partially_received")
        arrive(change);
    else
        physical_fact(change);
    receive_lines(change);
}

void accept_proof(Change &change) { change.row.set_boolean(Col::proof_accepted, true); }

void reject_proof(Change &change) {
    change.row.set_int32(Col::attempt, change.row.integer(Col::attempt) - 1);
    change.row.set_text(Col::action, "redeliver");
    forget_route(change);
}

void reschedule(Change &change) {
    keep_window(change, delivery_window(change));
}

// The depot whose area the corrected address is in: the parcel goes out from there.
std::int32_t depot_named(Change &change) {
    const std::string code = change.payload_text("depot").value_or("");
    const NetworkView view = network();
    const core::Facility *depot = view.network->by_code(code);
    if (depot == nullptr || (depot->shop_id != 0 && depot->shop_id != change.row.integer(Col::shop_id)))
        throw core::Error("RF004", "facility \"" + code + "\" does not exist");
    if (depot->kind != core::FacilityKind::depot || !depot->active)
        malformed("\"depot\" must name an active facility of kind depot");
    if (change.actor == core::Actor::recipient)
        throw core::Error("RF005", "the recipient may not name a depot", "It costs the shop a way there.",
                          "Let the shop correct the address.");
    return depot->id;
}

// Where the parcel should go is personal: it leaves for parcel.recipient, and the journal keeps a salted digest.
void correct_address(Change &change) {
    nlohmann::json &payload = change.request.payload;
    const std::string salt = hex(random_bytes(16));
    nlohmann::json recipient = {{"salt", salt}};
    std::string digested = salt;
    for (const char *key : {"address", "contact"}) {
        if (!payload.contains(key))
            continue;
        recipient[key] = payload.at(key);
        digested += payload.at(key).dump();
        payload.erase(key);
    }
    payload["digest"] = hex(sha256(digested));
    change.effects.recipient = std::move(recipient);
    change.effects.region = change.payload_text("region");
    if (payload.contains("depot"))
        change.effects.depot_id = depot_named(change);
}

void reroute(Change &change) { take_route(change); }

void sort(Change &change) {
    change.row.set_boolean(Col::sorted, true);
    physical_fact(change);
}

void ask_shop(Change &change) {
    take_decision(change);
    if (change.row.text(Col::state) != "refused")
        forget_route(change);
}

void override_decision(Change &change) { change.row.set_null(Col::action); }

void ship_to_supplier(Change &change) {
    hand_to_supplier(change);
    physical_fact(change);
}

const std::map<std::string, Effect, std::less<>> &effects_by_event() {
    static const std::map<std::string, Effect, std::less<>> effects{
        {"accept_proof", accept_proof},
        {"arrive", arrive},
        {"ask_shop", ask_shop},
        {"bring_back", come_in},
        {"correct_address", correct_address},
        {"deliver", deliver},
        {"depart", depart},
        {"dispatch", dispatch},
        {"extend_hold", wait_where_it_is},
        {"find", find_parcel},
        {"grade", grade_line},
        {"hold", wait_where_it_is},
        {"money", set_money},
        {"override", override_decision},
        {"place", place_line},
        {"plan_redelivery", plan_redelivery},
        {"plan_return", plan_return},
        {"reach_supplier", arrive},
        {"ready", arrive},
        {"receive", receive},
        {"receive_part", receive},
        {"refuse_again", refuse_again_effects},
        {"reject_proof", reject_proof},
        {"repack", repack_line},
        {"report_missing", report_missing},
        {"reroute", reroute},
        {"reschedule", reschedule},
        {"retract", no_money},
        {"ship_to_supplier", ship_to_supplier},
        {"sight", sight},
        {"sort", sort},
        {"store", arrive},
        {"void", no_money},
        {"write_off", take_decision},
    };
    return effects;
}

} // namespace

void find_route(Change &change) {
    if (change.planned)
        return;
    // A machine whose transition has no guard still needs the plan.
    if (std::optional<Blocked> none = check_guard(change, core::Guard::route_exists))
        throw std::move(none->error);
}

void apply_effects(Change &change) {
    const auto effect = effects_by_event().find(change.request.event);
    if (effect != effects_by_event().end())
        effect->second(change);
}

} // namespace refusal::backend
