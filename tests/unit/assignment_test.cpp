#include "core/assignment.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <optional>
#include <random>

using namespace refusal::core;

namespace {

constexpr std::size_t ample = 100'000;

struct Shape {
    int departures_an_offer = 1;
    std::int64_t parcels_a_group = 1;
};

AssignmentProblem make(std::uint32_t seed, Shape shape) {
    std::mt19937 random(seed);
    const auto number = [&random](std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random);
    };
    AssignmentProblem problem;
    for (std::int64_t departures = number(1, 4); departures > 0; --departures)
        problem.room.push_back(number(0, 3));
    for (std::int64_t groups = number(1, 4); groups > 0; --groups) {
        Group group{number(1, shape.parcels_a_group), {}};
        for (std::int64_t offers = number(1, 4); offers > 0; --offers) {
            Offer offer{number(0, 20), {}};
            for (std::uint32_t at = 0; at < problem.room.size(); ++at)
                if (number(0, 2) > 0 && static_cast<int>(offer.departures.size()) < shape.departures_an_offer)
                    offer.departures.push_back(at);
            group.offers.push_back(std::move(offer));
        }
        problem.groups.push_back(std::move(group));
    }
    return problem;
}

// Every choice of every parcel, one after another.
class Everything {
public:
    explicit Everything(const AssignmentProblem &problem) : problem_(problem), left_(problem.room) { next(0, 0, 0); }
    std::optional<Money> least;

private:
    void next(std::size_t group, std::int64_t parcel, Money cost) {
        if (least && cost >= *least)
            return;
        if (group == problem_.groups.size()) {
            least = cost;
            return;
        }
        if (parcel == problem_.groups[group].parcels) {
            next(group + 1, 0, cost);
            return;
        }
        for (const Offer &offer : problem_.groups[group].offers) {
            bool fits = true;
            for (const std::uint32_t at : offer.departures)
                fits = --left_[at] >= 0 && fits;
            if (fits)
                next(group, parcel + 1, cost + offer.cost);
            for (const std::uint32_t at : offer.departures)
                ++left_[at];
        }
    }

    const AssignmentProblem &problem_;
    std::vector<std::int64_t> left_;
};

void check_against_everything(const AssignmentProblem &problem) {
    const std::optional<Money> least = Everything(problem).least;
    const Assignment found = assign(problem, {}, ample, nullptr);
    BOOST_TEST_REQUIRE(found.found == least.has_value());
    if (!least)
        return;
    BOOST_TEST(found.cost == *least);
    BOOST_TEST(found.at_least == *least);
    BOOST_TEST(cost_of(problem, found.choice) == *least);
    BOOST_TEST(is_within_room(problem, found.choice));
    for (std::size_t group = 0; group < problem.groups.size(); ++group) {
        std::int64_t parcels = 0;
        for (const std::int64_t count : found.choice[group])
            parcels += count;
        BOOST_TEST(parcels == problem.groups[group].parcels);
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(assignment)

BOOST_DATA_TEST_CASE(offers_of_one_departure_each_are_assigned_at_the_least_cost, boost::unit_test::data::xrange(3000U), seed) {
    check_against_everything(make(seed, {1, 3}));
}

BOOST_DATA_TEST_CASE(offers_of_several_departures_are_assigned_at_the_least_cost, boost::unit_test::data::xrange(3000U), seed) {
    check_against_everything(make(seed, {3, 1}));
}

BOOST_DATA_TEST_CASE(parcels_that_are_alike_are_assigned_at_the_least_cost, boost::unit_test::data::xrange(2000U), seed) {
    check_against_everything(make(seed, {3, 4}));
}

BOOST_DATA_TEST_CASE(a_search_that_ends_early_is_within_its_bound, boost::unit_test::data::xrange(1000U), seed) {
    const AssignmentProblem problem = make(seed, {3, 3});
    const std::optional<Money> least = Everything(problem).least;
    const Assignment found = assign(problem, {}, 0, nullptr);
    if (!found.found)
        return;
    BOOST_TEST_REQUIRE(least.has_value());
    BOOST_TEST(found.at_least <= *least);
    BOOST_TEST(found.cost >= *least);
}

BOOST_DATA_TEST_CASE(what_is_known_is_never_made_worse, boost::unit_test::data::xrange(1000U), seed) {
    const AssignmentProblem problem = make(seed, {3, 3});
    const Assignment best = assign(problem, {}, ample, nullptr);
    if (!best.found)
        return;
    const Assignment again = assign(problem, best.choice, 0, nullptr);
    BOOST_TEST(again.found);
    BOOST_TEST(again.cost == best.cost);
}

BOOST_AUTO_TEST_SUITE_END()
