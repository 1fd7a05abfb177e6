#include "random_network.hpp"

#include "core/estimate.hpp"
#include "core/planner.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <cmath>
#include <memory>
#include <random>

using namespace refusal::core;

namespace {

constexpr std::size_t ample = std::size_t{64} << 20U;

// As likely of any order of magnitude, and sometimes nothing.
std::int64_t any_size(std::mt19937 &random, double most_digits) {
    if (random() % 8 == 0)
        return 0;
    return static_cast<std::int64_t>(std::pow(10, std::uniform_real_distribution(0.0, most_digits)(random)));
}

struct Priced {
    std::shared_ptr<const Network> network;
    Planner planner{network, ample};
    BoundCache cache{*network, ample};

    explicit Priced(const brute_force::World &world)
        : network(std::make_shared<const Network>(world.facilities, world.lanes)) {}

    Estimate estimate(const PlanRequest &request, std::int32_t destination) {
        BoundKey key;
        key.destination = network->find(destination);
        key.needs_sorting = request.needs_sorting;
        key.grams = request.grams;
        key.daily_loss = Wide{request.declared_value} * request.value_loss_rate_nano;
        key.lanes_ended = network->last_end(request.ready_at);
        return {key, cache, nullptr};
    }
};

} // namespace

BOOST_AUTO_TEST_SUITE(estimate)

BOOST_DATA_TEST_CASE(no_parcel_pays_less_than_its_estimate, boost::unit_test::data::xrange(10), part) {
    for (std::uint32_t seed = part * 100U; seed < part * 100U + 100U; ++seed) {
        random_network::Case each = random_network::make(seed, {.timetables = part % 2 == 1, .validity = part % 4 > 1});
        Priced priced(each.world);
        std::mt19937 random(seed);
        each.request.full.clear();
        for (int parcel = 0; parcel < 20; ++parcel) {
            each.request.grams = any_size(random, 7);
            each.request.declared_value = any_size(random, 8);
            each.request.value_loss_rate_nano = any_size(random, 9);
            const Estimate estimate = priced.estimate(each.request, each.destination);
            for (const Facility &facility : each.world.facilities) {
                each.request.origin = facility.id;
                if (const auto plan = priced.planner.plan(each.request, each.destination, nullptr);
                    plan && !plan->sorted_at_origin)
                    BOOST_TEST(estimate.to_go(priced.network->find(facility.id)) <= plan->cost,
                               "seed " << seed << ", parcel " << parcel << ", from " << facility.id);
            }
        }
    }
}

BOOST_AUTO_TEST_CASE(an_estimate_is_close_where_every_lane_has_its_price) {
    Priced priced(random_network::large(300, 1500, false));
    std::mt19937 random(1);
    for (int parcel = 0; parcel < 100; ++parcel) {
        const PlanRequest request{.origin = 7 + parcel,
                                  .grams = any_size(random, 5),
                                  .declared_value = any_size(random, 7),
                                  .value_loss_rate_nano = any_size(random, 7)};
        const auto plan = priced.planner.plan(request, 3, nullptr);
        BOOST_REQUIRE(plan.has_value());
        const Estimate estimate = priced.estimate(request, 3);
        BOOST_TEST(!estimate.bound().out_of_range);
        const Money least = estimate.to_go(priced.network->find(request.origin));
        BOOST_TEST(least <= plan->cost);
        BOOST_TEST(least * 10 >= plan->cost * 8);
    }
}

BOOST_AUTO_TEST_CASE(what_is_too_much_to_average_has_a_tree_in_whole_units) {
    brute_force::World world = random_network::large(3, 3, false);
    world.lanes[0].cost_per_kg = 0;
    world.lanes[0].cost_per_parcel = INT64_MAX / 2;
    Priced priced(world);
    const PlanRequest request{.origin = 1, .grams = 5};
    const auto plan = priced.planner.plan(request, 2, nullptr);
    BOOST_REQUIRE(plan.has_value());
    const Estimate estimate = priced.estimate(request, 2);
    BOOST_TEST(!estimate.bound().out_of_range);
    BOOST_TEST(estimate.to_go(priced.network->find(1)) <= plan->cost);
    BOOST_TEST(estimate.to_go(priced.network->find(1)) > INT64_MAX / 4);
}

BOOST_AUTO_TEST_SUITE_END()
