#include "random_network.hpp"

#include <algorithm>

namespace random_network {

namespace {

using namespace refusal::core;

constexpr Micros minute = 60'000'000;
constexpr Micros hour = 60 * minute;
constexpr Micros day = 24 * hour;
constexpr Micros spring = 8852 * day + hour; // a Sunday of March 2024, when clocks go forward

class Maker {
public:
    Maker(std::uint32_t seed, Flavour flavour) : random_(seed), flavour_(flavour) {}

    Case make() {
        const auto facilities = static_cast<std::int32_t>(number(2, 5));
        ready_at_ = spring - number(0, 60) * hour + (chance(50) ? number(0, 3599) * 1'000'000 : 0);
        scale_ = chance(20) ? 0 : chance(30) ? 1 : number(2, 400);
        for (std::int32_t id = 1; id <= facilities; ++id)
            add_facility(id);
        for (std::int32_t id = 1; id <= number(2, 9); ++id)
            add_lane(id, facilities);
        Case &result = case_;
        result.request.origin = static_cast<std::int32_t>(number(1, facilities));
        result.destination = static_cast<std::int32_t>(number(1, facilities));
        result.request.grams = chance(20) ? 0 : number(1, 5000);
        result.request.ready_at = ready_at_;
        result.request.needs_sorting = chance(40);
        result.request.declared_value = chance(40) ? 0 : chance(50) ? number(1, 3000) : number(1, 1'000'000);
        result.request.value_loss_rate_nano = chance(20) ? 0 : number(1, 50) * 1'000'000;
        result.request.all_shops = chance(30);
        if (chance(50))
            result.request.shops = {1};
        std::sort(result.request.full.begin(), result.request.full.end());
        return result;
    }

private:
    std::int64_t number(std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random_);
    }

    bool chance(int percent) { return number(1, 100) <= percent; }
    Money cost() { return chance(30) ? 0 : number(0, scale_); }
    Micros duration() {
        switch (number(0, 3)) {
        case 0:
            return 0;
        case 1:
            return number(1, 120) * minute;
        case 2:
            return number(1, 12) * hour;
        default:
            return number(1, 3'600'000'000);
        }
    }

    void add_facility(std::int32_t id) {
        Facility facility;
        facility.id = id;
        facility.code = "F" + std::to_string(id);
        facility.kind = chance(35) ? FacilityKind::sorting_center : FacilityKind::storage;
        facility.shop_id = chance(75) ? 0 : static_cast<std::int32_t>(number(1, 2));
        facility.handling_cost = cost();
        facility.sorting_cost = cost();
        facility.storage_cost_per_day = chance(30) ? 0 : number(0, 100) * scale_;
        facility.handling_time = duration();
        facility.sorting_time = duration();
        if (chance(60)) {
            if (chance(85))
                facility.opens_at = number(0, 95) * 15 * minute;
            if (chance(90))
                facility.closes_at = number(0, 95) * 15 * minute;
        }
        std::vector<Zone::Change> changes;
        if (chance(60)) {
            const Micros winter = number(-4, 12) * hour;
            changes = {{spring - 180 * day, winter}, {spring, winter + hour}, {spring + 3 * day, winter}};
            facility.zone = std::make_shared<const Zone>(changes);
        }
        facility.active = chance(94);
        case_.world.facilities.push_back(facility);
        case_.world.changes.push_back(changes);
    }

    void add_lane(std::int32_t id, std::int32_t facilities) {
        Lane lane;
        lane.id = id;
        lane.from = static_cast<std::int32_t>(number(1, facilities));
        lane.to = static_cast<std::int32_t>(number(1, facilities));
        lane.cost_per_parcel = cost();
        lane.cost_per_kg = cost();
        lane.transit_time = duration();
        lane.timetabled = flavour_.timetables && chance(60);
        if (lane.timetabled)
            for (std::int64_t departures = number(chance(3) ? 0 : 1, 4); departures > 0; --departures)
                lane.departures.push_back(static_cast<std::int32_t>(number(0, 7 * 1440 - 1)));
        if (flavour_.validity && chance(25))
            lane.valid_from = ready_at_ + number(-20, 60) * hour;
        if (flavour_.validity && chance(25))
            lane.valid_until = ready_at_ + number(-5, 100) * hour;
        if (lane.timetabled && chance(20))
            fill(lane);
        case_.world.lanes.push_back(lane);
    }

    void fill(const Lane &lane) {
        for (const std::int32_t each : lane.departures) {
            const Micros monday = 2 * day + (ready_at_ - 2 * day) / (7 * day) * (7 * day);
            for (Micros week = 0; week < number(0, 2); ++week)
                case_.request.full.push_back({lane.id, monday + each * minute + week * 7 * day});
        }
    }

    std::mt19937 random_;
    Flavour flavour_;
    Micros ready_at_ = 0;
    Money scale_ = 0;
    Case case_;
};

} // namespace

Case make(std::uint32_t seed, Flavour flavour) {
    return Maker(seed, flavour).make();
}

brute_force::World large(std::size_t facilities, std::size_t lanes, bool timetables) {
    std::mt19937 random(1);
    const auto number = [&random](std::int64_t least, std::int64_t most) {
        return std::uniform_int_distribution<std::int64_t>(least, most)(random);
    };
    brute_force::World world;
    if (facilities == 0)
        return world;
    for (std::size_t index = 0; index < facilities; ++index) {
        Facility facility;
        facility.id = static_cast<std::int32_t>(index + 1);
        facility.code = "F" + std::to_string(facility.id);
        facility.kind = index % 50 == 0 ? FacilityKind::sorting_center : FacilityKind::storage;
        facility.handling_cost = number(100, 1000);
        facility.sorting_cost = number(500, 3000);
        facility.storage_cost_per_day = number(100, 1000);
        facility.handling_time = number(10, 120) * minute;
        facility.sorting_time = number(30, 240) * minute;
        world.facilities.push_back(facility);
    }
    world.changes.resize(facilities);
    for (std::size_t index = 0; index < lanes; ++index) {
        Lane lane;
        lane.id = static_cast<std::int32_t>(index + 1);
        lane.from = static_cast<std::int32_t>(index % facilities + 1);
        lane.to = index < facilities
                      ? static_cast<std::int32_t>((index + 1) % facilities + 1)
                      : static_cast<std::int32_t>(number(1, static_cast<std::int64_t>(facilities)));
        lane.cost_per_parcel = number(1000, 30000);
        lane.cost_per_kg = number(100, 3000);
        lane.transit_time = number(30, 2880) * minute;
        lane.timetabled = timetables;
        for (std::int32_t weekday = 0; timetables && weekday < 7; ++weekday)
            lane.departures.push_back(weekday * 1440 + static_cast<std::int32_t>(number(0, 1439)));
        world.lanes.push_back(lane);
    }
    return world;
}

} // namespace random_network
