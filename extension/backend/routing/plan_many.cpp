#include "backend/decision/decision.hpp"
#include "backend/routing/capacity.hpp"
#include "backend/routing/route_rows.hpp"
#include "backend/server/arguments.hpp"
#include "backend/server/results.hpp"
#include "backend/transition/apply.hpp"
#include "core/batch.hpp"

// refusal.plan_many(): routes for a batch of refusals, together.
namespace refusal::backend {

namespace {

constexpr auto deciders =
    static_cast<core::ActorMask>(core::actor_bit(core::Actor::shop) | core::actor_bit(core::Actor::warehouse));

struct Member {
    std::int64_t refusal_id = 0;
    std::optional<Row> row;
    std::string event;
    RouteQuestion question;
    std::optional<core::Plan> plan, one_by_one;
    std::optional<core::Error> error;
};

template <typename F> void attempt(Member &member, F &&step) {
    if (!member.error)
        keep_reported(member.error, step);
}

EventRequest request_of(const Member &member, const std::vector<std::string> &destinations) {
    EventRequest request;
    request.event = member.event;
    request.preferred = deciders;
    if (!destinations.empty())
        request.payload["destinations"] = destinations;
    return request;
}

std::vector<Member> members_of(const std::vector<std::int64_t> &ids, bool lock) {
    static Statement read("SELECT r.* FROM refusal.refusal r WHERE r.refusal_id = ANY ($1)", {INT8ARRAYOID});
    std::map<std::int64_t, Row> rows;
    if (lock) {
        for (Row &row : lock_refusals(ids))
            rows.emplace(row.bigint(Col::refusal_id), std::move(row));
    } else {
        const Rows found = read.run({array_value(ids)});
        for (std::size_t row = 0; row < found.size(); ++row) {
            Row each = Row::of(found.tuple(row), found.descriptor());
            rows.emplace(each.bigint(Col::refusal_id), std::move(each));
        }
    }
    std::vector<Member> members;
    for (const std::int64_t id : ids) {
        Member &member = members.emplace_back();
        member.refusal_id = id;
        attempt(member, [&] {
            const auto found = rows.find(id);
            if (found == rows.end())
                throw no_such_refusal(id);
            if (std::ranges::count(ids, id) > 1)
                malformed("refusal " + std::to_string(id) + " is named twice");
            member.row = found->second;
        });
    }
    return members;
}

// A new route: decided for one that waits, found anew for one that is on its way.
void find_event(Member &member) {
    const auto known = reference();
    const core::Machine &machine = *known->machine;
    const core::StateId state = machine.find_state(member.row->text(Col::state));
    for (const char *event : {"plan_return", "reroute"})
        if (machine.transition(state, machine.find_event(event)) != nullptr) {
            member.event = event;
            return;
        }
    throw core::Error("RF001", "no route is planned in state \"" + member.row->text(Col::state) + "\"",
                      events_detail(machine, state), "A route that is in force is changed by override().");
}

using Likeness = std::tuple<std::int32_t, std::int64_t, core::Micros, bool, core::Money, std::int64_t,
                            std::vector<std::int32_t>, std::vector<std::int32_t>>;

Likeness likeness(const RouteQuestion &question) {
    const core::PlanRequest &request = question.request;
    return {request.origin,         request.grams, request.ready_at,
            request.needs_sorting,  request.declared_value, request.value_loss_rate_nano,
            request.shops,          question.destinations.ids};
}

// False: there may be a cheaper assignment.
bool plan_together(std::vector<Member> &members) {
    const NetworkView view = network();
    std::map<Likeness, std::size_t> found;
    std::vector<core::BatchGroup> groups;
    std::vector<Member *> batch;
    for (Member &member : members) {
        if (member.error || member.question.request.origin == 0 || member.question.destinations.ids.empty())
            continue;
        const auto [at, is_new] = found.emplace(likeness(member.question), groups.size());
        if (is_new)
            groups.push_back({member.question.request, member.question.destinations.ids, {}});
        groups[at->second].parcels.push_back(batch.size());
        batch.push_back(&member);
    }
    Holders mine;
    for (const Member *member : batch)
        if (!member->row->null(Col::route_id))
            mine.insert(member->refusal_id);
    std::vector<core::FullDeparture> full; // without the batch
    const core::BatchWorld world{
        [&](const core::PlanRequest &asked, const std::vector<std::int32_t> &destinations) {
            core::PlanRequest request = asked;
            std::ranges::set_union(asked.full, full, std::back_inserter(request.full = {}), std::less<>());
            const std::vector<core::FullDeparture> before = request.full;
            std::optional<core::Plan> plan = cheapest_with_room(view, request, destinations, mine);
            std::vector<core::FullDeparture> more;
            std::ranges::set_difference(request.full, before, std::back_inserter(more), std::less<>());
            for (const core::FullDeparture &each : more)
                full.insert(std::ranges::lower_bound(full, each, std::less<>()), each);
            return plan;
        },
        [&mine](const core::FullDeparture &departure) { return std::int64_t{room_of(departure, mine)}; }};
    core::Batch planned = core::plan_batch(groups, world, {}, check_interrupts);
    for (std::size_t at = 0; at < batch.size(); ++at) {
        batch[at]->plan = std::move(planned.plans[at].plan);
        batch[at]->one_by_one = std::move(planned.plans[at].one_by_one);
    }
    for (Member &member : members)
        attempt(member, [&] {
            if (!member.plan)
                throw core::Error("RF006", "no route for refusal " + std::to_string(member.refusal_id),
                                  why_no_route(member.question, view));
        });
    return planned.is_least;
}

void apply(std::vector<Member> &members, const std::vector<std::string> &destinations, bool &is_least) {
    std::vector<std::int64_t> parcel_ids;
    for (const Member &member : members)
        if (!member.error)
            parcel_ids.push_back(member.row->bigint(Col::parcel_id));
    const auto parcels = std::make_shared<Parcels>(std::move(parcel_ids));
    std::vector<Change> changes;
    for (Member &member : members) {
        attempt(member, [&] {
            EventRequest request = request_of(member, destinations);
            request.assigned = std::make_shared<const NewRoute>(
                NewRoute{0, member.question.request.origin, member.question.request.ready_at, *member.plan});
            changes.push_back(with_outcome(compute(*member.row, std::move(request), parcels), parcels));
            const Change &change = changes.back();
            is_least = is_least && change.lost.empty();
            if (change.effects.route)
                member.plan = change.effects.route->plan;
        });
        check_interrupts();
    }
    update_rows(changes);
}

} // namespace

REFUSAL_FUNCTION(refusal_plan_many) {
    const std::vector<std::int64_t> ids = required_int64s(fcinfo, 0, "refusal_ids");
    const std::vector<std::string> destinations =
        PG_ARGISNULL(1) ? std::vector<std::string>() : required_texts(fcinfo, 1, "destinations");
    if (!PG_ARGISNULL(1) && destinations.empty())
        malformed("argument \"destinations\" must not be empty");
    if (PG_ARGISNULL(2))
        malformed("argument \"apply\" must not be null");
    const bool applied = PG_GETARG_BOOL(2);

    ResultSet results(fcinfo);
    const SpiSession session;
    std::vector<Member> members = members_of(ids, applied);
    const TimestampTz now = GetCurrentTimestamp(); // one for all: whoever is alike sets out alike
    for (Member &member : members)
        attempt(member, [&] {
            find_event(member);
            Change seen(*member.row, request_of(member, destinations), nullptr);
            member.question = route_question(seen, now);
        });
    bool is_least = plan_together(members);
    if (applied)
        apply(members, destinations, is_least);
    const NetworkView view = network();
    for (const Member &member : members) {
        const bool planned = !member.error && member.plan.has_value();
        results.add({value(member.refusal_id),
                     planned ? value(view.network->by_id(member.plan->destination)->code) : null_value(),
                     planned ? money_value(member.plan->cost) : null_value(),
                     member.one_by_one ? money_value(member.one_by_one->cost) : null_value(),
                     planned ? timestamp_value(member.plan->arrives_at) : null_value(),
                     planned ? legs_value(*view.network, *member.plan) : null_value(),
                     planned ? value(is_least) : null_value(),
                     member.error ? value(member.error->sqlstate) : null_value(),
                     member.error ? value(std::string(member.error->what())) : null_value()});
    }
    PG_RETURN_VOID();
}

} // namespace refusal::backend
