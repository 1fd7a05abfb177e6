#include "core/network.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>

using namespace refusal::core;

BOOST_AUTO_TEST_SUITE(network)

BOOST_AUTO_TEST_CASE(a_facility_is_found_by_its_id_with_gaps_and_without) {
    BOOST_TEST(Network({}, {}).find(1) == Network::none);
    for (const std::vector<std::int32_t> &ids :
         {std::vector<std::int32_t>{1}, {5, 6, 7, 8}, {1, 2, 4, 5, 9, 10, 100}, {3, 1'000'000'000, 2'147'483'647}}) {
        std::vector<Facility> facilities;
        for (const std::int32_t id : ids)
            facilities.emplace_back().id = id;
        const Network network(std::move(facilities), {});
        for (std::size_t index = 0; index < ids.size(); ++index) {
            BOOST_TEST(network.find(ids[index]) == index);
            for (const std::int32_t near : {ids[index] - 1, ids[index] == 2'147'483'647 ? 0 : ids[index] + 1})
                BOOST_TEST((network.find(near) == Network::none || std::ranges::count(ids, near) == 1));
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
