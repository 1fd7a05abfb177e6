#include "core/batch.hpp"

#include "core/assignment.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <numeric>
#include <set>
#include <tuple>
#include <utility>

namespace refusal::core {

namespace {

using Closed = std::vector<FullDeparture>; // ascending

void close(Closed &closed, const FullDeparture &departure) {
    const auto at = std::ranges::lower_bound(closed, departure, std::less<>());
    if (at == closed.end() || *at != departure)
        closed.insert(at, departure);
}

// Two plans are one where they ride the same departures and sort at the same places.
std::vector<std::tuple<std::int32_t, Micros, bool>> way_of(const Plan &plan) {
    std::vector<std::tuple<std::int32_t, Micros, bool>> way;
    way.emplace_back(0, 0, plan.sorted_at_origin);
    for (const Leg &leg : plan.legs)
        way.emplace_back(leg.lane_id, leg.departs_at, leg.sorted);
    return way;
}

class Rooms {
public:
    explicit Rooms(const BatchWorld &world) : world_(world) {}

    std::int64_t of(const FullDeparture &departure) {
        const auto found = known_.find(departure);
        return found != known_.end() ? found->second : known_.emplace(departure, world_.room(departure)).first->second;
    }

private:
    const BatchWorld &world_;
    std::map<FullDeparture, std::int64_t> known_;
};

class Planning {
public:
    Planning(const std::vector<BatchGroup> &groups, const BatchWorld &world, const BatchLimits &limits,
             Interrupt interrupt)
        : groups_(groups), world_(world), limits_(limits), interrupt_(interrupt), rooms_(world),
          plans_(groups.size()), first_choice_(groups.size()) {
        for (const BatchGroup &group : groups)
            parcels_ += group.parcels.size();
    }

    Batch run() {
        batch_.plans.resize(parcels_);
        one_by_one();
        for (std::size_t group = 0; group < groups_.size(); ++group)
            find_offers(group);
        const AssignmentProblem problem = problem_of_offers();
        const Assignment assignment = assign(problem, first_choice_, nodes_for(problem), interrupt_);
        hand_out(problem, assignment.choice);
        batch_.is_least = complete_ && assignment.at_least == assignment.cost;
        return std::move(batch_);
    }

private:
    std::size_t nodes_for(const AssignmentProblem &problem) const {
        std::size_t offers = 1;
        for (const Group &group : problem.groups)
            offers += group.offers.size();
        constexpr std::size_t least = 16;
        return std::max(least, limits_.work / offers);
    }

    std::optional<Plan> plan(std::size_t group, const Closed &closed) {
        PlanRequest request = groups_[group].request;
        for (const FullDeparture &departure : closed)
            close(request.full, departure);
        poll(interrupt_);
        return world_.plan(request, groups_[group].destinations);
    }

    // Departures that the batch may fill.
    std::vector<FullDeparture> scarce(const Plan &plan) {
        std::vector<FullDeparture> result;
        for (const Leg &leg : plan.legs)
            if (const FullDeparture departure{leg.lane_id, leg.departs_at};
                rooms_.of(departure) < static_cast<std::int64_t>(parcels_))
                close(result, departure);
        return result;
    }

    std::size_t offer_of(std::size_t group, const Plan &plan) {
        std::vector<Plan> &plans = plans_[group];
        const auto found = std::ranges::find(plans, way_of(plan), way_of);
        const auto offer = static_cast<std::size_t>(found - plans.begin());
        if (offer == plans.size())
            plans.push_back(plan);
        return offer;
    }

    void one_by_one() {
        std::vector<std::size_t> group_of(parcels_);
        for (std::size_t group = 0; group < groups_.size(); ++group)
            for (const std::size_t parcel : groups_[group].parcels)
                group_of[parcel] = group;
        std::map<FullDeparture, std::int64_t> taken;
        Closed closed;
        // What the group's parcel before got, and how many departures were closed then.
        std::vector<std::pair<std::optional<Plan>, std::size_t>> last(groups_.size(), {std::nullopt, SIZE_MAX});
        for (std::size_t parcel = 0; parcel < parcels_; ++parcel) {
            const std::size_t group = group_of[parcel];
            auto &[next, closed_then] = last[group];
            if (closed_then != closed.size())
                next = plan(group, closed);
            closed_then = closed.size();
            batch_.plans[parcel].one_by_one = next;
            if (!next) {
                add_first_choice(group, none);
                continue;
            }
            add_first_choice(group, offer_of(group, *next));
            for (const FullDeparture &departure : scarce(*next))
                if (++taken[departure] >= rooms_.of(departure))
                    close(closed, departure);
        }
    }

    // Every plan there is, whatever the others of the batch fill: from the cheapest on, each of its scarce departures is
    // closed in turn. What more than the others would be needed to fill need not be looked at.
    void find_offers(std::size_t group) {
        std::set<Closed> seen{{}};
        std::deque<Closed> next{{}}; // few closed departures before many: the cheaper plans first
        for (std::size_t left = limits_.searches / groups_.size(); !next.empty(); --left) {
            if (left == 0) {
                complete_ = false;
                return;
            }
            const Closed closed = std::move(next.front());
            next.pop_front();
            const std::optional<Plan> found = plan(group, closed);
            if (!found)
                continue;
            offer_of(group, *found);
            for (const FullDeparture &departure : scarce(*found)) {
                Closed more = closed;
                close(more, departure);
                if (can_be_filled(more, departure.lane_id) && seen.insert(more).second)
                    next.push_back(std::move(more));
            }
        }
    }

    // By the other parcels, each of which takes a lane once.
    bool can_be_filled(const Closed &closed, std::int32_t lane_id) {
        std::int64_t room = 0;
        for (const FullDeparture &departure : closed)
            if (departure.lane_id == lane_id)
                room += rooms_.of(departure);
        return room < static_cast<std::int64_t>(parcels_);
    }

    static constexpr std::size_t none = SIZE_MAX;

    void add_first_choice(std::size_t group, std::size_t offer) { ++first_of_[{group, offer}]; }

    // The last offer of each group is not to be planned, at a price that nothing else comes up to.
    AssignmentProblem problem_of_offers() {
        AssignmentProblem problem;
        std::map<FullDeparture, std::uint32_t> indexes;
        Money dearest = 0;
        for (std::size_t group = 0; group < groups_.size(); ++group) {
            Group &made = problem.groups.emplace_back();
            made.parcels = static_cast<std::int64_t>(groups_[group].parcels.size());
            Money most = 0;
            for (const Plan &plan : plans_[group]) {
                Offer &offer = made.offers.emplace_back();
                offer.cost = plan.cost;
                most = std::max(most, plan.cost);
                for (const FullDeparture &departure : scarce(plan)) {
                    const auto [at, added] =
                        indexes.emplace(departure, static_cast<std::uint32_t>(problem.room.size()));
                    if (added)
                        problem.room.push_back(rooms_.of(departure));
                    offer.departures.push_back(at->second);
                }
                std::ranges::sort(offer.departures);
            }
            dearest = add(dearest, multiply(most, made.parcels));
        }
        for (std::size_t group = 0; group < groups_.size(); ++group) {
            problem.groups[group].offers.push_back({add(dearest, 1), {}});
            first_choice_[group].assign(problem.groups[group].offers.size(), 0);
        }
        for (const auto &[which, parcels] : first_of_) {
            std::vector<std::int64_t> &choice = first_choice_[which.first];
            choice[which.second == none ? choice.size() - 1 : which.second] = parcels;
        }
        return problem;
    }

    // Of parcels that are alike the first gets the cheapest.
    void hand_out(const AssignmentProblem &problem, const Choice &choice) {
        for (std::size_t group = 0; group < groups_.size(); ++group) {
            const std::vector<Offer> &offers = problem.groups[group].offers;
            std::vector<std::size_t> by_cost(offers.size());
            std::iota(by_cost.begin(), by_cost.end(), std::size_t{0});
            std::ranges::stable_sort(by_cost, {}, [&](std::size_t at) { return offers[at].cost; });
            auto parcel = groups_[group].parcels.begin();
            for (const std::size_t at : by_cost)
                for (std::int64_t count = 0; count < choice[group][at]; ++count, ++parcel)
                    if (at < plans_[group].size())
                        batch_.plans[*parcel].plan = plans_[group][at];
        }
    }

    const std::vector<BatchGroup> &groups_;
    const BatchWorld &world_;
    const BatchLimits &limits_;
    Interrupt interrupt_;
    Rooms rooms_;
    std::size_t parcels_ = 0;
    std::vector<std::vector<Plan>> plans_; // by group: its offers
    std::map<std::pair<std::size_t, std::size_t>, std::int64_t> first_of_;
    Choice first_choice_;
    bool complete_ = true;
    Batch batch_;
};

} // namespace

Batch plan_batch(const std::vector<BatchGroup> &groups, const BatchWorld &world, const BatchLimits &limits,
                 Interrupt interrupt) {
    return Planning(groups, world, limits, interrupt).run();
}

} // namespace refusal::core
