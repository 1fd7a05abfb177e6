#include "brute_force.hpp"
#include "random_network.hpp"

#include "core/error.hpp"
#include "core/planner.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <limits>
#include <memory>
#include <queue>
#include <stdexcept>

using namespace refusal::core;
using brute_force::World;

namespace {

constexpr std::size_t ample = std::size_t{64} << 20U;
constexpr std::size_t max_legs = 8;

Planner planner_for(const World &world, std::size_t cache = ample) {
    return {std::make_shared<const Network>(world.facilities, world.lanes), cache};
}

Facility facility(std::int32_t id, FacilityKind kind = FacilityKind::storage) {
    Facility result;
    result.id = id;
    result.code = "F" + std::to_string(id);
    result.kind = kind;
    return result;
}

Lane lane(std::int32_t id, std::int32_t from, std::int32_t to, Money cost) {
    Lane result;
    result.id = id;
    result.from = from;
    result.to = to;
    result.cost_per_parcel = cost;
    return result;
}

Money cost_of(const World &world, const PlanRequest &request) {
    return planner_for(world).plan(request, 2, nullptr).value().cost;
}

std::vector<std::int32_t> lanes_of(const Plan &plan) {
    std::vector<std::int32_t> ids;
    for (const Leg &leg : plan.legs)
        ids.push_back(leg.lane_id);
    return ids;
}

std::vector<std::int32_t> lanes_to(const World &world, const PlanRequest &request, std::int32_t destination) {
    return lanes_of(planner_for(world).plan(request, destination, nullptr).value());
}

bool same(const Leg &left, const Leg &right) {
    const auto key = [](const Leg &leg) {
        return std::tuple(leg.lane_id, leg.from, leg.to, leg.departs_at, leg.arrives_at, leg.ready_at,
                          leg.sorted, leg.lane, leg.handling, leg.sorting, leg.storage, leg.value_loss);
    };
    return key(left) == key(right);
}

// Every figure of the plan, from its lanes and the place where it is sorted.
bool adds_up(const World &world, const PlanRequest &request, const Plan &plan) {
    int sorted_after = plan.sorted_at_origin ? 0 : -1;
    int sortings = plan.sorted_at_origin ? 1 : 0;
    for (std::size_t leg = 0; leg < plan.legs.size(); ++leg)
        if (plan.legs[leg].sorted) {
            sorted_after = static_cast<int>(leg) + 1;
            ++sortings;
        }
    const auto walked = brute_force::walk(world, request, lanes_of(plan), sorted_after, plan.destination);
    const Breakdown &sum = plan.breakdown;
    return walked && sortings == (request.needs_sorting ? 1 : 0) && walked->cost == plan.cost &&
           walked->arrives_at == plan.arrives_at && walked->origin_sorting == plan.origin_sorting &&
           std::equal(walked->legs.begin(), walked->legs.end(), plan.legs.begin(), plan.legs.end(), same) &&
           sum.lanes == walked->breakdown.lanes && sum.handling == walked->breakdown.handling &&
           sum.sorting == walked->breakdown.sorting && sum.storage == walked->breakdown.storage &&
           sum.value_loss == walked->breakdown.value_loss &&
           plan.cost == sum.lanes + sum.handling + sum.sorting + sum.storage + sum.value_loss;
}

// Best of all walks up to max_legs; a longer one has to be better than those.
void check_against_walks(const random_network::Case &each, std::optional<Plan> found) {
    const auto walked = brute_force::best_walk(each.world, each.request, each.destination, max_legs);
    if (!found) {
        BOOST_TEST(!walked.has_value());
        return;
    }
    BOOST_TEST(adds_up(each.world, each.request, *found));
    if (found->legs.size() > max_legs) {
        BOOST_TEST((!walked || brute_force::compare(*found, *walked) < 0));
        return;
    }
    BOOST_REQUIRE(walked.has_value());
    BOOST_TEST(found->cost == walked->cost);
    BOOST_TEST(found->arrives_at == walked->arrives_at);
    BOOST_TEST(lanes_of(*found) == lanes_of(*walked), boost::test_tools::per_element());
}

void check_seeds(std::uint32_t first, std::uint32_t last, random_network::Flavour flavour) {
    for (std::uint32_t seed = first; seed < last; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed) {
            const random_network::Case each = random_network::make(seed, flavour);
            check_against_walks(each, planner_for(each.world).plan(each.request, each.destination, nullptr));
        }
    }
}

// By facility id, to the destination; handling is paid wherever a lane leads.
std::vector<Money> costs_to(const World &world, std::int32_t destination, std::int64_t grams) {
    std::vector<std::vector<std::pair<std::int32_t, Money>>> sources(world.facilities.size() + 1);
    for (const Lane &each : world.lanes) {
        const Facility &to = world.facilities.at(static_cast<std::size_t>(each.to) - 1);
        sources.at(static_cast<std::size_t>(each.to))
            .emplace_back(each.from,
                          each.cost_per_parcel + (each.cost_per_kg * grams + 500) / 1000 + to.handling_cost);
    }
    std::vector<Money> costs(sources.size(), -1);
    std::priority_queue<std::pair<Money, std::int32_t>> open;
    for (open.emplace(0, destination); !open.empty();) {
        const auto [negated, at] = open.top();
        open.pop();
        if (costs.at(static_cast<std::size_t>(at)) >= 0)
            continue;
        costs.at(static_cast<std::size_t>(at)) = -negated;
        for (const auto &[source, cost] : sources.at(static_cast<std::size_t>(at)))
            open.emplace(negated - cost, source);
    }
    return costs;
}

} // namespace

BOOST_AUTO_TEST_SUITE(planner)

BOOST_DATA_TEST_CASE(without_timetables_a_plan_equals_the_best_of_all_walks,
                     boost::unit_test::data::xrange(10), part) {
    check_seeds(part * 200U, part * 200U + 200U, {});
}

BOOST_DATA_TEST_CASE(with_timetables_a_plan_equals_the_best_of_all_walks, boost::unit_test::data::xrange(10),
                     part) {
    check_seeds(part * 1000U, part * 1000U + 1000U, {.timetables = true, .validity = true});
}

BOOST_DATA_TEST_CASE(with_validity_alone_a_plan_equals_the_best_of_all_walks,
                     boost::unit_test::data::xrange(5), part) {
    check_seeds(part * 200U, part * 200U + 200U, {.timetables = false, .validity = true});
}

// Two ways to the last lane: cheap and slow, dear and quick. Which is better shows only at the end.
World slow_or_quick() {
    World world{{facility(1), facility(2), facility(3)},
                {lane(1, 1, 2, 10), lane(2, 1, 2, 12), lane(3, 2, 3, 5)},
                {{}, {}, {}}};
    world.lanes[0].transit_time = micros_per_hour;
    return world;
}

BOOST_AUTO_TEST_CASE(a_dearer_lane_pays_where_the_door_closes_before_the_cheaper_one) {
    World world = slow_or_quick();
    world.facilities[2].opens_at = 9 * micros_per_hour;
    world.facilities[2].closes_at = 18 * micros_per_hour;
    PlanRequest request{.origin = 1,
                        .ready_at = 17 * micros_per_hour + 1,
                        .declared_value = 2400,
                        .value_loss_rate_nano = 100'000'000};
    BOOST_TEST(lanes_to(world, request, 3) == (std::vector{2, 3}), boost::test_tools::per_element());
    --request.ready_at;
    request.value_loss_rate_nano = 1'000'000;
    BOOST_TEST(lanes_to(world, request, 3) == (std::vector{1, 3}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(a_dearer_lane_pays_where_the_cheaper_one_misses_the_last_day) {
    World world = slow_or_quick();
    world.lanes[2].valid_until = micros_per_hour;
    BOOST_TEST(lanes_to(world, {.origin = 1}, 3) == (std::vector{2, 3}), boost::test_tools::per_element());
    BOOST_TEST(lanes_to(world, {.origin = 1, .ready_at = -1}, 3) == (std::vector{1, 3}),
               boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(an_ended_lane_ends_no_other) {
    World world{{facility(1), facility(2)}, {lane(1, 1, 2, 1), lane(2, 1, 2, 2)}, {{}, {}}};
    world.lanes[0].valid_until = 100;
    world.lanes[1].valid_until = 200;
    Planner planner = planner_for(world);
    for (const auto &[ready_at, cost] : {std::pair{99, 1}, {100, 2}, {199, 2}, {0, 1}})
        BOOST_TEST(planner.plan({.origin = 1, .ready_at = ready_at}, 2, nullptr).value().cost == cost);
    BOOST_TEST(!planner.plan({.origin = 1, .ready_at = 200}, 2, nullptr));
}

// Storage has to be paid for at the end, however often the parcel first goes around for nothing.
BOOST_AUTO_TEST_CASE(a_free_circle_is_left_after_a_week) {
    World world{{facility(1), facility(2), facility(3)},
                {lane(1, 1, 2, 0), lane(2, 2, 1, 0), lane(3, 1, 3, 5)},
                {{}, {}, {}}};
    world.facilities[0].storage_cost_per_day = 24'000;
    world.lanes[0].transit_time = world.lanes[1].transit_time = micros_per_minute;
    world.lanes[2].timetabled = true;
    world.lanes[2].departures = {61};
    Planner planner = planner_for(world);
    PlanRequest request{.origin = 1, .ready_at = 2 * micros_per_day + micros_per_minute / 2};
    const auto plan = planner.plan(request, 3, nullptr);
    BOOST_REQUIRE(plan.has_value());
    BOOST_TEST(plan->breakdown.storage == 8); // half a minute
    BOOST_TEST(plan->legs.size() == 61U);
    request.grams = 1; // as long a search, of which the tree is no part
    planner.plan(request, 3, nullptr);
    BOOST_CHECK_THROW(planner.plan(request, 3, [] { throw std::runtime_error("cancelled"); }),
                      std::runtime_error);
    BOOST_TEST(planner.plan(request, 3, nullptr).value().cost == plan->cost);
}

BOOST_AUTO_TEST_CASE(of_equal_plans_the_first_lane_ids_win_in_whatever_order_they_are_found) {
    const World world{{facility(1), facility(2), facility(3), facility(4), facility(5), facility(6)},
                      {lane(1, 1, 2, 0), lane(4, 2, 3, 0), lane(5, 3, 6, 0), lane(2, 1, 4, 0),
                       lane(6, 4, 6, 0), lane(3, 1, 5, 0), lane(7, 5, 6, 0)},
                      std::vector<std::vector<Zone::Change>>(6)};
    BOOST_TEST(lanes_to(world, {.origin = 1}, 6) == (std::vector{2, 6}), boost::test_tools::per_element());
}

BOOST_AUTO_TEST_CASE(on_a_large_network_the_cost_equals_a_plain_shortest_path) {
    const World world = random_network::large(10'000, 50'000, false);
    Planner planner = planner_for(world);
    PlanRequest request;
    for (const std::int64_t grams : {0, 999, 1000, 7300})
        for (const std::int32_t destination : {1, 4321}) {
            request.grams = grams;
            const std::vector<Money> costs = costs_to(world, destination, grams);
            for (request.origin = 1; request.origin <= 10'000; request.origin += 501) {
                const auto plan = planner.plan(request, destination, nullptr);
                BOOST_REQUIRE(plan.has_value());
                BOOST_TEST(plan->cost == costs.at(static_cast<std::size_t>(request.origin)));
            }
        }
}

BOOST_AUTO_TEST_CASE(a_cache_of_any_size_gives_the_same_plans) {
    const World world = random_network::large(300, 1500, true);
    Planner roomy = planner_for(world);
    Planner one_tree = planner_for(world, 6000);
    Planner none = planner_for(world, 0);
    PlanRequest request;
    request.value_loss_rate_nano = 10'000'000;
    for (std::int32_t turn = 1; turn < 200; ++turn) {
        request.origin = turn;
        request.grams = std::int64_t{turn} * 37 % 9000;
        request.declared_value = Money{turn} * 10'000;
        request.needs_sorting = turn % 3 == 0;
        const auto expected = roomy.plan(request, 300 - turn % 7, nullptr);
        BOOST_REQUIRE(expected.has_value());
        BOOST_TEST(adds_up(world, request, *expected));
        for (Planner *each : {&one_tree, &none}) {
            const auto plan = each->plan(request, 300 - turn % 7, nullptr);
            BOOST_REQUIRE(plan.has_value());
            BOOST_TEST(brute_force::compare(*plan, *expected) == 0);
        }
    }
    BOOST_TEST(roomy.cached_bytes() > 6000U);
    BOOST_TEST(one_tree.cached_bytes() > 0U);
    BOOST_TEST(one_tree.cached_bytes() <= 6000U);
    BOOST_TEST(none.cached_bytes() == 0U);
}

BOOST_AUTO_TEST_CASE(an_interrupt_leaves_the_planner_usable) {
    const World world = random_network::large(2000, 10'000, true);
    Planner planner = planner_for(world);
    PlanRequest request;
    request.origin = 1;
    const auto interrupt = [] { throw std::runtime_error("cancelled"); };
    BOOST_CHECK_THROW(planner.plan(request, 1000, interrupt), std::runtime_error);
    BOOST_TEST(planner.cached_bytes() == 0U);
    const auto plan = planner.plan(request, 1000, nullptr);
    BOOST_REQUIRE(plan.has_value());
    BOOST_TEST(brute_force::compare(*plan, *planner_for(world).plan(request, 1000, nullptr)) == 0);
}

BOOST_AUTO_TEST_CASE(each_item_is_rounded_half_up_by_itself) {
    World world{{facility(1), facility(2)}, {lane(1, 1, 2, 1000)}, {{}, {}}};
    world.facilities[0].storage_cost_per_day = 500;
    world.lanes[0].cost_per_kg = 1250;
    world.lanes[0].transit_time = 6 * micros_per_minute;
    PlanRequest request{
        .origin = 1, .grams = 334, .declared_value = 1'000'000, .value_loss_rate_nano = 15'000'000};
    const auto plan = planner_for(world).plan(request, 2, nullptr);
    BOOST_REQUIRE(plan.has_value());
    BOOST_TEST(plan->breakdown.lanes == 1418);    // 10.00 + 4.175
    BOOST_TEST(plan->breakdown.value_loss == 63); // 150.00 a day, 6 minutes: 0.625
    BOOST_TEST(plan->cost == 1481);

    world.lanes[0].timetabled = true;
    world.lanes[0].departures = {36}; // a Saturday, so the wait is 2 days and 36 minutes
    request.grams = 333;
    const auto waited = planner_for(world).plan(request, 2, nullptr);
    BOOST_REQUIRE(waited.has_value());
    BOOST_TEST(waited->legs.at(0).departs_at == 2 * micros_per_day + 36 * micros_per_minute);
    BOOST_TEST(waited->breakdown.lanes == 1416);        // 10.00 + 4.1625
    BOOST_TEST(waited->breakdown.storage == 1013);      // 10.00 + 0.125
    BOOST_TEST(waited->breakdown.value_loss == 30'438); // 300.00 + 4.375
}

BOOST_AUTO_TEST_CASE(a_full_departure_is_left_to_others) {
    World world{{facility(1), facility(2)}, {lane(1, 1, 2, 10)}, {{}, {}}};
    world.lanes[0].timetabled = true;
    world.lanes[0].departures = {60, 120};
    PlanRequest request{.origin = 1, .full = {{1, 2 * micros_per_day + micros_per_hour}}};
    const auto plan = planner_for(world).plan(request, 2, nullptr);
    BOOST_REQUIRE(plan.has_value());
    BOOST_TEST(plan->arrives_at == 2 * micros_per_day + 2 * micros_per_hour);
}

BOOST_AUTO_TEST_CASE(what_cannot_be_counted_is_an_error_unless_there_is_another_way) {
    constexpr Money most = std::numeric_limits<Money>::max();
    World world{{facility(1), facility(2)}, {lane(1, 1, 2, most - 1)}, {{}, {}}};
    world.facilities[1].handling_cost = 2;
    PlanRequest request{.origin = 1};
    const auto out_of_range = [](const Error &error) { return error.sqlstate == "22003"; };
    BOOST_CHECK_EXCEPTION(planner_for(world).plan(request, 2, nullptr), Error, out_of_range);
    world.facilities[1].handling_cost = 1; // the tree's mark of what is out of reach
    BOOST_CHECK_EXCEPTION(planner_for(world).plan(request, 2, nullptr), Error, out_of_range);
    world.facilities[1].handling_cost = 0;
    BOOST_TEST(cost_of(world, request) == most - 1);
    world.lanes[0].transit_time = 1;
    request.ready_at = end_of_time;
    BOOST_CHECK_EXCEPTION(planner_for(world).plan(request, 2, nullptr), Error, out_of_range);
    request = {.origin = 1, .grams = most};
    world.lanes[0].cost_per_kg = most;
    BOOST_CHECK_EXCEPTION(planner_for(world).plan(request, 2, nullptr), Error, out_of_range);
    request = {.origin = 1, .declared_value = most, .value_loss_rate_nano = most};
    world.lanes[0].cost_per_kg = 0;
    world.lanes[0].transit_time = micros_per_week;
    BOOST_CHECK_EXCEPTION(planner_for(world).plan(request, 2, nullptr), Error, out_of_range);
    world.lanes.push_back(lane(2, 1, 2, 7));
    BOOST_TEST(cost_of(world, request) == 7);
}

BOOST_AUTO_TEST_CASE(a_destination_out_of_reach_has_no_plan) {
    World world{{facility(1), facility(2), facility(3)}, {lane(1, 1, 2, 0), lane(2, 2, 1, 0)}, {{}, {}, {}}};
    BOOST_TEST(!planner_for(world).plan({.origin = 1}, 3, nullptr));
    // The way there has ended, and a free circle offers ever more ways to be late.
    world.lanes[0].transit_time = 7'000'001;
    world.lanes.push_back(lane(3, 1, 3, 5));
    world.lanes.back().valid_until = 100;
    BOOST_TEST(planner_for(world).plan({.origin = 1, .ready_at = 99}, 3, nullptr).has_value());
    BOOST_TEST(!planner_for(world).plan({.origin = 2, .ready_at = 101}, 3, nullptr));
    world.lanes.push_back(lane(4, 1, 3, 5));
    world.lanes.back().valid_from = 200;
    world.lanes.back().valid_until = 300;
    world.lanes[1].transit_time = 400;
    BOOST_TEST(!planner_for(world).plan({.origin = 2, .ready_at = 50}, 3, nullptr));
    BOOST_CHECK_EXCEPTION(planner_for(world).plan({.origin = 1}, 9, nullptr), Error,
                          [](const Error &error) { return error.sqlstate == "RF004"; });
}

BOOST_AUTO_TEST_CASE(an_inactive_or_foreign_facility_is_left_but_never_entered) {
    World world{{facility(1), facility(2), facility(3)}, {lane(1, 1, 2, 1), lane(2, 2, 3, 1)}, {{}, {}, {}}};
    PlanRequest request{.origin = 1, .shops = {7}};
    world.facilities[0].active = false;
    world.facilities[1].shop_id = 7;
    BOOST_TEST(planner_for(world).plan(request, 3, nullptr).has_value());
    request.shops = {8};
    BOOST_TEST(!planner_for(world).plan(request, 3, nullptr));
    request.all_shops = true;
    BOOST_TEST(planner_for(world).plan(request, 3, nullptr).has_value());
    world.facilities[1].active = false;
    BOOST_TEST(!planner_for(world).plan(request, 3, nullptr));
}

BOOST_AUTO_TEST_CASE(a_parcel_that_is_there_goes_nowhere) {
    World world{{facility(1, FacilityKind::sorting_center), facility(2)},
                {lane(1, 1, 2, 1), lane(2, 2, 1, 1)},
                {{}, {}}};
    world.facilities[0].sorting_cost = 5;
    world.facilities[0].sorting_time = 60;
    const auto here = planner_for(world).plan({.origin = 1, .needs_sorting = true}, 1, nullptr);
    BOOST_REQUIRE(here.has_value());
    BOOST_TEST((here->legs.empty() && here->sorted_at_origin && here->cost == 5 && here->arrives_at == 60));
    const auto back = planner_for(world).plan({.origin = 2, .needs_sorting = true}, 2, nullptr);
    BOOST_REQUIRE(back.has_value());
    BOOST_TEST((back->legs.size() == 2 && back->legs[0].sorted && back->cost == 7));
}

BOOST_DATA_TEST_CASE(the_cheapest_plan_is_the_first_of_all, boost::unit_test::data::xrange(5), part) {
    for (std::uint32_t seed = part * 200U; seed < part * 200U + 200U; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed) {
            const random_network::Case each = random_network::make(seed, {.timetables = part % 2 == 1, .validity = true});
            std::vector<std::int32_t> everywhere;
            for (const Facility &facility : each.world.facilities)
                everywhere.push_back(facility.id);
            Planner planner = planner_for(each.world);
            const auto all = planner.plan_all(each.request, everywhere, nullptr);
            const auto cheapest = planner.cheapest(each.request, everywhere, nullptr);
            BOOST_TEST(cheapest.has_value() == !all.empty());
            if (cheapest && !all.empty())
                BOOST_TEST((cheapest->destination == all[0].destination && cheapest->cost == all[0].cost &&
                            cheapest->arrives_at == all[0].arrives_at && lanes_of(*cheapest) == lanes_of(all[0])));
        }
    }
}

BOOST_AUTO_TEST_CASE(equal_plans_are_ordered_by_arrival_legs_lanes_and_code) {
    World world{{facility(1), facility(2), facility(3), facility(4)},
                {lane(5, 1, 2, 1), lane(4, 1, 2, 1), lane(6, 1, 3, 1), lane(3, 1, 4, 2)},
                {{}, {}, {}, {}}};
    world.facilities[1].code = "Z";
    const std::vector<std::int32_t> destinations{4, 3, 2, 1};
    const auto plans = planner_for(world).plan_all({.origin = 1}, destinations, nullptr);
    BOOST_REQUIRE(plans.size() == 4U);
    BOOST_TEST(plans[0].destination == 1);
    BOOST_TEST((plans[1].destination == 2 && plans[1].legs[0].lane_id == 4));
    BOOST_TEST(plans[2].destination == 3);
    BOOST_TEST(plans[3].destination == 4);
}

BOOST_AUTO_TEST_CASE(a_network_is_found_by_id_and_code_and_refuses_negative_costs) {
    Facility closed_down = facility(5);
    closed_down.active = false;
    const Network network({facility(7), facility(3), closed_down},
                          {lane(1, 3, 7, 1), lane(2, 3, 8, 1), lane(3, 3, 5, 1)});
    BOOST_TEST(network.lane_count() == 1U);
    BOOST_TEST(network.by_id(7)->code == "F7");
    BOOST_TEST(network.by_code("F3")->id == 3);
    BOOST_TEST((network.by_id(8) == nullptr && network.by_code("F") == nullptr));
    BOOST_CHECK_THROW(Network({facility(1)}, {lane(1, 1, 1, -1)}), Error);
    for (const char *each :
         {"depot", "sorting_center", "storage", "fulfilment", "supplier", "pickup_point", "shop"})
        BOOST_TEST(name(facility_kind(each).value()) == each);
    BOOST_TEST(!facility_kind("attic"));
}

BOOST_AUTO_TEST_SUITE_END()
