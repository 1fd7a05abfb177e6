#include "random_network.hpp"

#include "core/network.hpp"

#include <boost/test/data/test_case.hpp>
#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <random>
#include <set>
#include <tuple>

using namespace refusal::core;
using brute_force::World;

namespace {

auto facility_key(const Facility &each) {
    return std::tie(each.id, each.code, each.kind, each.shop_id, each.handling_cost, each.sorting_cost,
                    each.storage_cost_per_day, each.handling_time, each.sorting_time, each.opens_at, each.closes_at,
                    each.zone, each.active);
}

bool same_facilities(const Network &left, const Network &right) {
    if (left.size() != right.size())
        return false;
    for (Network::Index index = 0; index < left.size(); ++index) {
        const Facility &facility = left.facility(index);
        if (facility_key(facility) != facility_key(right.facility(index)) || right.find(facility.code) != index ||
            left.find(facility.code) != index || left.node(index).sorts != right.node(index).sorts ||
            left.node(index).active != right.node(index).active ||
            left.node(index).handling_cost != right.node(index).handling_cost)
            return false;
    }
    return true;
}

bool same_arcs(const Network &left, const Network &right) {
    const auto key = [](const Network &network, const Network::Arc &arc) {
        const bool free = arc.schedule == Network::none;
        const Network::Schedule schedule = free ? Network::Schedule{} : network.schedule(arc);
        const auto minutes = free ? std::span<const std::uint16_t>{} : network.departures(schedule);
        return std::tuple(arc.from, arc.to, arc.lane_id, free, arc.cost_per_parcel, arc.cost_per_kg,
                          arc.transit_time, schedule.valid_from, schedule.valid_until, schedule.timetabled,
                          std::vector<std::uint16_t>(minutes.begin(), minutes.end()));
    };
    if (left.lane_count() != right.lane_count())
        return false;
    for (Network::Index index = 0; index < left.lane_count(); ++index)
        if (key(left, left.arc(index)) != key(right, right.arc(index)))
            return false;
    for (Network::Index index = 0; index < left.size(); ++index)
        if (!std::ranges::equal(left.arcs_to(index), right.arcs_to(index)) ||
            left.arcs_from(index).size() != right.arcs_from(index).size())
            return false;
    return true;
}

std::int32_t fresh_id() {
    static std::int32_t last = 1000;
    return ++last;
}

// What a backend would read of a world that was changed at random.
class Editor {
public:
    explicit Editor(std::uint32_t seed) : random_(seed), other_(random_network::make(seed + 1'000'000, flavour)) {}

    static constexpr random_network::Flavour flavour{.timetables = true, .validity = true};

    NetworkChange edit(World &world) {
        for (int edits = number(1, 4); edits > 0; --edits)
            edit_one(world);
        NetworkChange change;
        for (const Facility &each : world.facilities)
            if (facilities_.contains(each.id))
                change.facilities.push_back(each);
        for (const Lane &each : world.lanes)
            if (lanes_.contains(each.id) || facilities_.contains(each.from) || facilities_.contains(each.to)) {
                change.lanes.push_back(each);
                lanes_.insert(each.id);
            }
        change.facilities_touched.assign(facilities_.begin(), facilities_.end());
        change.lanes_touched.assign(lanes_.begin(), lanes_.end());
        return change;
    }

private:
    int number(int least, int most) { return std::uniform_int_distribution<int>(least, most)(random_); }
    template <typename T> std::size_t place_in(const std::vector<T> &items) {
        return static_cast<std::size_t>(number(0, static_cast<int>(items.size()) - 1));
    }

    void edit_one(World &world) {
        switch (number(0, 5)) {
        case 0:
            return add_facility(world);
        case 1:
            return change_facility(world.facilities[place_in(world.facilities)]);
        case 2:
            return remove_facility(world);
        case 3:
            return add_lane(world);
        case 4:
            if (!world.lanes.empty())
                change_lane(world.lanes[place_in(world.lanes)]);
            return;
        default:
            if (!world.lanes.empty())
                remove_lane(world, place_in(world.lanes));
        }
    }

    void add_facility(World &world) {
        Facility facility = other_.world.facilities[place_in(other_.world.facilities)];
        facility.id = number(0, 1) == 0 ? fresh_id() : -fresh_id(); // before the others, and after them
        facility.code = "N" + std::to_string(facility.id);
        facilities_.insert(facility.id);
        world.facilities.push_back(facility);
    }

    void change_facility(Facility &facility) {
        const std::int32_t id = facility.id;
        facility = other_.world.facilities[place_in(other_.world.facilities)];
        facility.id = id;
        facility.code = "C" + std::to_string(id);
        facility.active = number(0, 2) > 0;
        facilities_.insert(id);
    }

    void remove_facility(World &world) {
        const std::size_t place = place_in(world.facilities);
        const std::int32_t id = world.facilities[place].id;
        if (world.facilities.size() == 1)
            return;
        for (std::size_t lane = world.lanes.size(); lane-- > 0;)
            if (world.lanes[lane].from == id || world.lanes[lane].to == id)
                remove_lane(world, lane);
        facilities_.insert(id);
        world.facilities.erase(world.facilities.begin() + static_cast<std::ptrdiff_t>(place));
    }

    void add_lane(World &world) {
        Lane lane = other_.world.lanes[place_in(other_.world.lanes)];
        lane.id = fresh_id();
        lane.from = world.facilities[place_in(world.facilities)].id;
        lane.to = world.facilities[place_in(world.facilities)].id;
        lanes_.insert(lane.id);
        world.lanes.push_back(lane);
    }

    void change_lane(Lane &lane) {
        const Lane before = lane;
        lane = other_.world.lanes[place_in(other_.world.lanes)];
        lane.id = before.id;
        lane.from = before.from;
        lane.to = before.to;
        lanes_.insert(lane.id);
    }

    void remove_lane(World &world, std::size_t place) {
        lanes_.insert(world.lanes[place].id);
        world.lanes.erase(world.lanes.begin() + static_cast<std::ptrdiff_t>(place));
    }

    std::mt19937 random_;
    random_network::Case other_;
    std::set<std::int32_t> facilities_, lanes_;
};

} // namespace

BOOST_AUTO_TEST_SUITE(network_change)

BOOST_DATA_TEST_CASE(a_changed_network_is_the_one_that_is_packed_from_what_is_there_now,
                     boost::unit_test::data::xrange(10), part) {
    for (std::uint32_t seed = part * 200U; seed < part * 200U + 200U; ++seed) {
        BOOST_TEST_CONTEXT("seed " << seed) {
            World world = random_network::make(seed, Editor::flavour).world;
            auto kept = std::make_unique<Network>(world.facilities, world.lanes);
            for (std::uint32_t turn = 0; turn < 3; ++turn) {
                const NetworkChange change = Editor(seed * 3 + turn).edit(world);
                kept = std::make_unique<Network>(*kept, change);
                const Network anew(world.facilities, world.lanes);
                BOOST_TEST(same_facilities(*kept, anew));
                BOOST_TEST(same_arcs(*kept, anew));
                for (const Lane &lane : world.lanes)
                    BOOST_TEST(kept->last_end(lane.valid_until) == anew.last_end(lane.valid_until));
            }
        }
    }
}

BOOST_AUTO_TEST_SUITE_END()
