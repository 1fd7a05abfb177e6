#include "core/batch.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <map>
#include <memory>
#include <random>

using namespace refusal::core;

namespace {

constexpr Micros hour = micros_per_hour;
constexpr Micros monday = 2 * 24 * hour; // 2000-01-03
constexpr std::int32_t origin = 1, first_hub = 2, last_hub = 3, first_goal = 4, last_goal = 5;

// Two hubs between the origin and two goals. Every lane has a timetable and little room, but for a dear one to each goal.
// Times are whole hours and storage costs the same everywhere, so that to wait is never cheaper here than there.
struct World {
    std::vector<Facility> facilities;
    std::vector<Lane> lanes;
    std::map<std::int32_t, std::int64_t> room; // by lane
    std::vector<BatchGroup> groups;
    std::size_t parcels = 0;
};

class Maker {
public:
    explicit Maker(std::uint32_t seed) : random_(seed) {}

    World make(std::int64_t most_parcels) {
        const Money storage = 24 * number(0, 5);
        for (std::int32_t id = origin; id <= last_goal; ++id) {
            Facility facility;
            facility.id = id;
            facility.code = "F" + std::to_string(id);
            facility.storage_cost_per_day = storage;
            facility.handling_cost = number(0, 5);
            world_.facilities.push_back(facility);
        }
        for (std::int32_t hub = first_hub; hub <= last_hub; ++hub) {
            add_lane(origin, hub, true);
            for (std::int32_t goal = first_goal; goal <= last_goal; ++goal)
                add_lane(hub, goal, true);
        }
        for (std::int32_t goal = first_goal; goal <= last_goal; ++goal)
            add_lane(origin, goal, false);
        const auto parcels = static_cast<std::size_t>(number(2, most_parcels));
        while (world_.parcels < parcels) {
            BatchGroup &group = world_.groups.emplace_back();
            group.request.origin = origin;
            group.request.ready_at = monday + number(0, 12) * hour;
            group.request.grams = 1000 * number(0, 4);
            group.request.declared_value = number(0, 3) * 24;
            group.request.value_loss_rate_nano = 1'000'000'000;
            for (std::int32_t goal = first_goal; goal <= last_goal; ++goal)
                if (goal == first_goal || number(0, 1) == 0)
                    group.destinations.push_back(goal);
            for (std::int64_t count = number(1, 3); count > 0 && world_.parcels < parcels; --count)
                group.parcels.push_back(world_.parcels++);
        }
        return world_;
    }

private:
    std::int64_t number(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
    }

    void add_lane(std::int32_t from, std::int32_t to, bool timetabled) {
        Lane lane;
        lane.id = static_cast<std::int32_t>(world_.lanes.size()) + 1;
        lane.from = from;
        lane.to = to;
        lane.cost_per_parcel = timetabled ? number(0, 60) : number(100, 400);
        lane.cost_per_kg = number(0, 10);
        lane.transit_time = number(1, 10) * hour;
        lane.timetabled = timetabled;
        if (timetabled) {
            const auto every = static_cast<std::int32_t>(number(1, 5) * 2 * 60);
            for (std::int32_t minute = 60 * static_cast<std::int32_t>(number(0, 3)); minute < 7 * 24 * 60; minute += every)
                lane.departures.push_back(minute);
            world_.room[lane.id] = number(1, 3);
        }
        world_.lanes.push_back(lane);
    }

    std::mt19937 random_;
    World world_;
};

struct Itinerary {
    Money cost = 0;
    std::vector<FullDeparture> departures;
};

// The first departures of a lane from a time on, as many as the batch could fill and one more.
std::vector<Micros> departures(const Lane &lane, Micros from, std::size_t count) {
    if (!lane.timetabled)
        return {from};
    std::vector<Micros> result;
    for (Micros week = monday; result.size() < count; week += 7 * 24 * hour)
        for (const std::int32_t minute : lane.departures)
            if (const Micros at = week + minute * (hour / 60); at >= from && result.size() < count)
                result.push_back(at);
    return result;
}

// Every way of a parcel, by the plainest arithmetic: whole hours, so nothing is rounded.
void walk(const World &world, const BatchGroup &group, std::int32_t at, Micros ready_at, const Itinerary &so_far,
          std::vector<Itinerary> &ends) {
    for (const Lane &lane : world.lanes) {
        if (lane.from != at)
            continue;
        for (const Micros departs_at : departures(lane, ready_at, world.parcels + 1)) {
            const Facility &from = world.facilities[static_cast<std::size_t>(lane.from) - 1];
            const Facility &to = world.facilities[static_cast<std::size_t>(lane.to) - 1];
            const Micros arrives_at = departs_at + lane.transit_time;
            Itinerary next = so_far;
            next.cost += lane.cost_per_parcel + lane.cost_per_kg * group.request.grams / 1000 + to.handling_cost +
                         from.storage_cost_per_day / 24 * (departs_at - ready_at) / hour +
                         group.request.declared_value / 24 * (arrives_at - ready_at) / hour;
            if (lane.timetabled)
                next.departures.push_back({lane.id, departs_at});
            const auto &goals = group.destinations;
            if (std::find(goals.begin(), goals.end(), lane.to) != goals.end())
                ends.push_back(std::move(next));
            else
                walk(world, group, lane.to, arrives_at, next, ends);
        }
    }
}

class Everything {
public:
    explicit Everything(const World &world) : world_(world), ways_(world.parcels) {
        for (const BatchGroup &group : world.groups) {
            std::vector<Itinerary> ends;
            walk(world, group, origin, group.request.ready_at, {}, ends);
            std::sort(ends.begin(), ends.end(), [](const auto &left, const auto &right) { return left.cost < right.cost; });
            for (const std::size_t parcel : group.parcels)
                ways_[parcel] = ends;
        }
        least_from_.assign(world.parcels + 1, 0);
        for (std::size_t parcel = world.parcels; parcel-- > 0;)
            least_from_[parcel] = least_from_[parcel + 1] + ways_[parcel].front().cost;
        next(0, 0);
    }
    Money least = INT64_MAX;

private:
    void next(std::size_t parcel, Money cost) {
        if (parcel == world_.parcels) {
            least = std::min(least, cost);
            return;
        }
        for (const Itinerary &way : ways_[parcel]) {
            if (cost + way.cost + least_from_[parcel + 1] >= least)
                return;
            bool fits = true;
            for (const FullDeparture &departure : way.departures)
                fits = ++taken_[departure] <= world_.room.at(departure.lane_id) && fits;
            if (fits)
                next(parcel + 1, cost + way.cost);
            for (const FullDeparture &departure : way.departures)
                --taken_[departure];
        }
    }

    const World &world_;
    std::vector<std::vector<Itinerary>> ways_;
    std::vector<Money> least_from_;
    std::map<FullDeparture, std::int64_t> taken_;
};

struct Sums {
    Money together = 0;
    Money one_by_one = 0;
};

Sums check_batch(const World &world, const Batch &batch) {
    Sums sums;
    std::map<FullDeparture, std::int64_t> taken;
    for (const BatchPlan &each : batch.plans) {
        BOOST_TEST_REQUIRE(each.plan.has_value());
        BOOST_TEST_REQUIRE(each.one_by_one.has_value());
        sums.together += each.plan->cost;
        sums.one_by_one += each.one_by_one->cost;
        for (const Leg &leg : each.plan->legs)
            if (const auto room = world.room.find(leg.lane_id); room != world.room.end()) {
                const std::int64_t parcels = ++taken[{leg.lane_id, leg.departs_at}];
                BOOST_TEST(parcels <= room->second);
            }
    }
    BOOST_TEST(sums.together <= sums.one_by_one);
    return sums;
}

Batch plan(const World &world, const BatchLimits &limits) {
    Planner planner(std::make_shared<const Network>(world.facilities, world.lanes), std::size_t{1} << 20U);
    const BatchWorld around{
        [&planner](const PlanRequest &request, const std::vector<std::int32_t> &destinations) {
            return planner.cheapest(request, destinations, nullptr);
        },
        [&world](const FullDeparture &departure) {
            const auto room = world.room.find(departure.lane_id);
            return room == world.room.end() ? INT64_MAX : room->second;
        }};
    return plan_batch(world.groups, around, limits, nullptr);
}

} // namespace

BOOST_AUTO_TEST_SUITE(batch)

BOOST_DATA_TEST_CASE(a_batch_costs_as_little_as_any_choice_of_ways, boost::unit_test::data::xrange(1500U), seed) {
    const World world = Maker(seed).make(4);
    const Batch found = plan(world, {1'000'000, 1'000'000'000});
    BOOST_TEST(found.is_least);
    BOOST_TEST(check_batch(world, found).together == Everything(world).least);
}

BOOST_DATA_TEST_CASE(a_batch_is_never_dearer_than_one_by_one, boost::unit_test::data::xrange(300U), seed) {
    const World world = Maker(seed).make(40);
    check_batch(world, plan(world, {200, 3}));
}

BOOST_AUTO_TEST_CASE(together_is_cheaper_than_one_by_one_where_the_first_takes_what_another_needs_more) {
    Money saved = 0;
    for (std::uint32_t seed = 0; seed < 100; ++seed) {
        const World world = Maker(seed).make(4);
        const Sums sums = check_batch(world, plan(world, {1'000'000, 1'000'000'000}));
        saved += sums.one_by_one - sums.together;
    }
    BOOST_TEST(saved > 0);
}

BOOST_AUTO_TEST_SUITE_END()
