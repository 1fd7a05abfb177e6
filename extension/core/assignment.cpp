#include "core/assignment.hpp"

#include "core/flow.hpp"

#include <algorithm>
#include <numeric>
#include <optional>
#include <utility>

// Branch and bound over flows. Where no offer takes more than one scarce departure the first flow is the answer; else
// prices on the places that a flow does not count (Lagrange's multipliers, moved along the subgradient) raise the bound,
// and what exceeds a departure's room is branched on.
namespace refusal::core {

namespace {

using Uses = std::vector<std::int64_t>; // by departure

Uses uses_of(const AssignmentProblem &problem, const Choice &choice) {
    Uses uses(problem.room.size(), 0);
    for (std::size_t group = 0; group < choice.size(); ++group)
        for (std::size_t at = 0; at < choice[group].size(); ++at)
            for (const std::uint32_t departure : problem.groups[group].offers[at].departures)
                uses[departure] += choice[group][at];
    return uses;
}

class Search {
public:
    Search(const AssignmentProblem &problem, std::size_t max_nodes, Interrupt interrupt)
        : problem_(problem), prices_(problem.room.size(), 0), no_prices_(prices_), nodes_left_(max_nodes),
          interrupt_(interrupt) {}

    Assignment run(const Choice &known) {
        if (!known.empty() && is_within_room(problem_, known))
            offer(known);
        Limits limits;
        for (const Group &group : problem_.groups) {
            limits.least.emplace_back(group.offers.size(), 0);
            limits.most.emplace_back(group.offers.size(), group.parcels);
        }
        if (one_departure_each()) {
            const FlowSolution flow = cheapest_flow(problem_, limits, prices_);
            if (flow.feasible)
                offer(flow.choice);
            best_.at_least = best_.cost;
            return best_;
        }
        raise_prices(limits);
        std::vector<std::pair<Money, Limits>> open; // the last is the next
        open.emplace_back(root_bound_, std::move(limits));
        while (!open.empty() && nodes_left_ > 0) {
            auto [bound, node] = std::move(open.back());
            open.pop_back();
            if (best_.found && bound >= best_.cost)
                continue;
            --nodes_left_;
            poll(interrupt_);
            branch(bound, std::move(node), open);
        }
        best_.at_least = best_.cost;
        for (const auto &[bound, node] : open)
            best_.at_least = std::min(best_.at_least, bound);
        best_.at_least = std::max(best_.at_least, std::min(root_bound_, best_.cost));
        return best_;
    }

private:
    bool one_departure_each() const {
        return std::ranges::all_of(problem_.groups, [](const Group &group) {
            return std::ranges::all_of(group.offers, [](const Offer &each) { return each.departures.size() <= 1; });
        });
    }

    void offer(const Choice &choice) {
        const Money cost = cost_of(problem_, choice);
        if (best_.found && cost >= best_.cost)
            return;
        best_.choice = choice;
        best_.cost = cost;
        best_.found = true;
    }

    Money price_of_room() const {
        return std::inner_product(prices_.begin(), prices_.end(), problem_.room.begin(), Money{0});
    }

    // What is counted is within the room already; the price is for the rest.
    Uses uncounted_uses(const Choice &choice) const {
        Uses uses = uses_of(problem_, choice);
        for (std::size_t group = 0; group < choice.size(); ++group)
            for (std::size_t at = 0; at < choice[group].size(); ++at)
                if (const Offer &each = problem_.groups[group].offers[at]; !each.departures.empty())
                    uses[counted_departure(problem_, each)] -= choice[group][at];
        return uses;
    }

    void raise_prices(const Limits &limits) {
        constexpr int rounds = 60;
        std::vector<Money> best_prices = prices_;
        root_bound_ = 0;
        Money step = 0;
        for (const Group &group : problem_.groups)
            for (const Offer &each : group.offers)
                step = std::max(step, each.cost);
        step = step / 4 + 1;
        for (int round = 0; round < rounds && step > 0; ++round) {
            poll(interrupt_);
            const FlowSolution flow = cheapest_flow(problem_, limits, prices_);
            if (!flow.feasible)
                break;
            const Money bound = flow.cost - price_of_room();
            if (bound > root_bound_) {
                root_bound_ = bound;
                best_prices = prices_;
            } else if (round > 0) {
                step = step * 3 / 4;
            }
            repair(flow.choice);
            if (best_.found && root_bound_ >= best_.cost)
                break;
            const Uses uses = uncounted_uses(flow.choice);
            bool any = false;
            for (std::size_t at = 0; at < prices_.size(); ++at) {
                const std::int64_t excess = uses[at] - problem_.room[at];
                any = any || excess > 0 || (excess < 0 && prices_[at] > 0);
                const Money moved = excess > 0 ? prices_[at] + step : excess < 0 ? prices_[at] - step : prices_[at];
                prices_[at] = std::max<Money>(moved, 0);
            }
            if (!any)
                break;
        }
        prices_ = best_prices;
    }

    // Takes what fits of a choice, and gives the parcels that are left over the cheapest that still fits.
    void repair(const Choice &choice) {
        Uses left(problem_.room.begin(), problem_.room.end());
        Choice fitting;
        const auto take = [&](std::size_t group, std::size_t at, std::int64_t parcels) {
            for (const std::uint32_t departure : problem_.groups[group].offers[at].departures)
                parcels = std::min(parcels, left[departure]);
            for (const std::uint32_t departure : problem_.groups[group].offers[at].departures)
                left[departure] -= parcels;
            fitting[group][at] += parcels;
            return parcels;
        };
        std::vector<std::int64_t> over(choice.size(), 0);
        for (std::size_t group = 0; group < choice.size(); ++group) {
            fitting.emplace_back(choice[group].size(), 0);
            for (std::size_t at = 0; at < choice[group].size(); ++at)
                over[group] += choice[group][at] - take(group, at, choice[group][at]);
        }
        for (std::size_t group = 0; group < choice.size(); ++group) {
            const std::vector<Offer> &offers = problem_.groups[group].offers;
            std::vector<std::size_t> by_cost(offers.size());
            std::iota(by_cost.begin(), by_cost.end(), std::size_t{0});
            std::ranges::sort(by_cost, {}, [&](std::size_t at) { return offers[at].cost; });
            for (const std::size_t at : by_cost)
                over[group] -= take(group, at, over[group]);
            if (over[group] > 0)
                return;
        }
        offer(fitting);
    }

    void branch(Money bound, Limits node, std::vector<std::pair<Money, Limits>> &open) {
        const FlowSolution priced = cheapest_flow(problem_, node, prices_);
        if (!priced.feasible)
            return;
        bound = std::max(bound, priced.cost - price_of_room());
        repair(priced.choice);
        if (best_.found && bound >= best_.cost)
            return;
        const FlowSolution plain = cheapest_flow(problem_, node, no_prices_);
        bound = std::max(bound, plain.cost);
        if (best_.found && bound >= best_.cost)
            return;
        // Without prices the cost is the true one: within the room, nothing under this node is cheaper.
        if (is_within_room(problem_, plain.choice)) {
            offer(plain.choice);
            return;
        }
        const auto at = most_used(node, plain.choice);
        if (!at)
            return; // every choice is settled, and together they are too many
        const std::int64_t used = plain.choice[at->first][at->second];
        const std::int64_t split = std::max(used, node.least[at->first][at->second] + 1);
        Limits less = node;
        less.most[at->first][at->second] = split - 1;
        node.least[at->first][at->second] = split;
        open.emplace_back(bound, std::move(node));
        open.emplace_back(bound, std::move(less));
    }

    // Of what takes the departure that is most beyond its room: the offer that takes most, and is not settled.
    std::optional<std::pair<std::size_t, std::size_t>> most_used(const Limits &node, const Choice &choice) const {
        const Uses uses = uses_of(problem_, choice);
        std::size_t worst = 0;
        for (std::size_t at = 0; at < uses.size(); ++at)
            if (uses[at] - problem_.room[at] > uses[worst] - problem_.room[worst])
                worst = at;
        std::optional<std::pair<std::size_t, std::size_t>> found;
        for (std::size_t group = 0; group < choice.size(); ++group)
            for (std::size_t at = 0; at < choice[group].size(); ++at) {
                const auto &departures = problem_.groups[group].offers[at].departures;
                if (choice[group][at] > node.least[group][at] &&
                    std::ranges::binary_search(departures, static_cast<std::uint32_t>(worst)) &&
                    (!found || choice[group][at] > choice[found->first][found->second]))
                    found = {group, at};
            }
        return found;
    }

    const AssignmentProblem &problem_;
    std::vector<Money> prices_;
    const std::vector<Money> no_prices_;
    std::size_t nodes_left_;
    Interrupt interrupt_;
    Assignment best_;
    Money root_bound_ = 0;
};

} // namespace

bool is_within_room(const AssignmentProblem &problem, const Choice &choice) {
    const Uses uses = uses_of(problem, choice);
    return std::ranges::equal(uses, problem.room, std::ranges::less_equal());
}

Money cost_of(const AssignmentProblem &problem, const Choice &choice) {
    Money cost = 0;
    for (std::size_t group = 0; group < choice.size(); ++group)
        for (std::size_t at = 0; at < choice[group].size(); ++at)
            for (std::int64_t parcel = 0; parcel < choice[group][at]; ++parcel)
                cost = add(cost, problem.groups[group].offers[at].cost);
    return cost;
}

Assignment assign(const AssignmentProblem &problem, const Choice &known, std::size_t max_nodes, Interrupt interrupt) {
    return Search(problem, max_nodes, interrupt).run(known);
}

} // namespace refusal::core
