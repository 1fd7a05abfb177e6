#include "core/planner.hpp"

#include "core/bound_cache.hpp"
#include "core/error.hpp"
#include "core/estimate.hpp"
#include "core/label_search.hpp"
#include "core/leg.hpp"
#include "core/tariff.hpp"

#include <algorithm>
#include <string>
#include <tuple>
#include <utility>

namespace refusal::core {

namespace {

Network::Index existing(const Network &network, std::int32_t facility_id) {
    const Network::Index index = network.find(facility_id);
    if (index == Network::none)
        throw Error("RF004", "facility " + std::to_string(facility_id) + " does not exist");
    return index;
}

void check(const PlanRequest &request) {
    if (request.grams < 0 || request.declared_value < 0 || request.value_loss_rate_nano < 0)
        throw Error("22023", "weight, declared value and value loss rate must not be negative");
}

bool comes_before(const Network &network, const Plan &left, const Plan &right) {
    if (left.cost != right.cost)
        return left.cost < right.cost;
    if (left.arrives_at != right.arrives_at)
        return left.arrives_at < right.arrives_at;
    if (left.legs.size() != right.legs.size())
        return left.legs.size() < right.legs.size();
    const auto lanes = std::ranges::mismatch(left.legs, right.legs, {}, &Leg::lane_id, &Leg::lane_id);
    if (lanes.in1 != left.legs.end())
        return lanes.in1->lane_id < lanes.in2->lane_id;
    return network.by_id(left.destination)->code < network.by_id(right.destination)->code;
}

// Enough for any search whose bound is close. One that needs more is worth a tree of its own.
constexpr std::size_t few_labels = std::size_t{1} << 14;
constexpr std::size_t most_labels = std::size_t{1} << 21;

} // namespace

Planner::Planner(std::shared_ptr<const Network> network, std::size_t cache_bytes)
    : network_(std::move(network)), bounds_(std::make_unique<BoundCache>(*network_, cache_bytes)),
      search_(std::make_unique<LabelSearch>(*network_)) {}

Planner::~Planner() = default;
Planner::Planner(Planner &&) noexcept = default;
Planner &Planner::operator=(Planner &&) noexcept = default;

std::optional<Plan> Planner::plan(const PlanRequest &request, std::int32_t destination, Interrupt interrupt) {
    check(request);
    existing(*network_, request.origin);
    const BoundKey key = key_of(request, existing(*network_, destination));
    return plan(request, key, Estimate(key, *bounds_, interrupt), interrupt);
}

// `key`: of the way on where sorting is done; `estimate`: of the same.
std::optional<Plan> Planner::plan(const PlanRequest &request, const BoundKey &key, const Estimate &estimate,
                                  Interrupt interrupt) {
    const Network::Index from = network_->find(request.origin);
    const Tariff tariff = tariff_of(request);
    BoundKey unsorted_key = key;
    unsorted_key.needs_sorting = true;
    const auto search = [&](const Estimate &sorted, const Estimate &unsorted, std::size_t max_labels) {
        const Estimate *const first = request.needs_sorting ? &unsorted : nullptr;
        const Journey journey{request, from, key.destination, tariff, sorted, first, max_labels};
        const Found found = search_->run(journey, interrupt);
        return std::pair(found, found == Found::plan ? std::optional(search_->plan()) : std::nullopt);
    };
    auto [found, plan] =
        search(estimate, request.needs_sorting ? Estimate(unsorted_key, *bounds_, interrupt) : Estimate(), few_labels);
    if (found == Found::too_many_labels) {
        const auto exact = [&](const BoundKey &of) { return Estimate::exact(of, *bounds_, interrupt); };
        std::tie(found, plan) =
            search(exact(key), request.needs_sorting ? exact(unsorted_key) : Estimate(), most_labels);
    }
    if (found == Found::too_many_labels)
        throw Error("54000", "route search is too large",
                    "Too many partial routes cost less than the cheapest whole one.",
                    "Look for lanes that cost nothing and lead around in a circle.");
    if (found == Found::out_of_range)
        throw Error("22003", "cost or time of the route is out of range");
    return plan;
}

std::optional<Plan> Planner::cheapest(const PlanRequest &request, std::span<const std::int32_t> destinations,
                                      Interrupt interrupt) {
    check(request);
    struct Goal {
        Money at_least;
        BoundKey key;
        Estimate estimate;
    };
    const Network::Index from = existing(*network_, request.origin);
    std::vector<Goal> goals;
    goals.reserve(destinations.size());
    for (const std::int32_t destination : destinations) {
        const BoundKey key = key_of(request, existing(*network_, destination));
        Estimate estimate(key, *bounds_, interrupt);
        const Money at_least = estimate.to_go(from);
        goals.push_back({at_least, key, std::move(estimate)});
    }
    std::ranges::sort(goals, {}, &Goal::at_least);
    std::optional<Plan> best;
    for (const Goal &goal : goals) {
        if (best && goal.at_least > best->cost)
            break;
        std::optional<Plan> next = plan(request, goal.key, goal.estimate, interrupt);
        if (next && (!best || comes_before(*network_, *next, *best)))
            best = std::move(next);
    }
    return best;
}

std::vector<Plan> Planner::plan_all(const PlanRequest &request, std::span<const std::int32_t> destinations,
                                    Interrupt interrupt) {
    std::vector<Plan> plans;
    for (const std::int32_t destination : destinations)
        if (std::optional<Plan> plan = this->plan(request, destination, interrupt))
            plans.push_back(std::move(*plan));
    std::ranges::sort(plans, [this](const Plan &left, const Plan &right) { return comes_before(*network_, left, right); });
    return plans;
}

BoundKey Planner::key_of(const PlanRequest &request, Network::Index destination) const {
    BoundKey key;
    key.destination = destination;
    key.grams = request.grams;
    key.daily_loss = Wide{request.declared_value} * request.value_loss_rate_nano;
    key.lanes_ended = network_->last_end(request.ready_at);
    return key;
}

std::size_t Planner::cached_bytes() const {
    return bounds_->bytes();
}

} // namespace refusal::core
