#include "core/network.hpp"

#include "core/error.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <functional>
#include <numeric>
#include <string>
#include <tuple>
#include <utility>

namespace refusal::core {

namespace {

constexpr std::array<std::string_view, 7> kind_names{"depot",    "sorting_center", "storage", "fulfilment",
                                                     "supplier", "pickup_point",   "shop"};

void check(bool holds, const std::string &what) {
    if (!holds)
        throw Error("22023", what);
}

void check(const Facility &facility) {
    const auto time_of_day = [](const std::optional<Micros> &time) {
        return !time || (*time >= 0 && *time <= micros_per_day);
    };
    check(facility.handling_cost >= 0 && facility.sorting_cost >= 0 && facility.storage_cost_per_day >= 0 &&
              facility.handling_time >= 0 && facility.sorting_time >= 0 && time_of_day(facility.opens_at) &&
              time_of_day(facility.closes_at),
          "facility \"" + facility.code + "\" has a negative cost or time");
}

void check(const Lane &lane) {
    const auto minute_of_week = [](std::int32_t minute) { return minute >= 0 && minute < minutes_per_week; };
    check(lane.cost_per_parcel >= 0 && lane.cost_per_kg >= 0 && lane.transit_time >= 0 &&
              std::ranges::all_of(lane.departures, minute_of_week),
          "lane " + std::to_string(lane.id) + " has a negative cost or time, or a departure out of the week");
}

std::uint32_t hash_of(std::string_view code) {
    return static_cast<std::uint32_t>(std::hash<std::string_view>()(code));
}

} // namespace

std::optional<FacilityKind> facility_kind(std::string_view name) {
    const auto *const found = std::ranges::find(kind_names, name);
    if (found == kind_names.end())
        return std::nullopt;
    return static_cast<FacilityKind>(found - kind_names.begin());
}

std::string_view name(FacilityKind kind) {
    return kind_names.at(static_cast<std::size_t>(kind));
}

Network::Network(std::vector<Facility> facilities, const std::vector<Lane> &lanes)
    : facilities_(std::move(facilities)) {
    std::ranges::sort(facilities_, {}, &Facility::id);
    describe_facilities();
    pack(lanes);
    index_arcs();
}

Network::Network(const Network &before, const NetworkChange &change) : facilities_(change.facilities) {
    facilities_.reserve(before.size() + facilities_.size());
    for (const Facility &each : before.facilities_)
        if (!std::ranges::binary_search(change.facilities_touched, each.id))
            facilities_.push_back(each);
    std::ranges::sort(facilities_, {}, &Facility::id);
    describe_facilities();
    keep_arcs(before, change);
    pack(change.lanes);
    index_arcs();
}

void Network::describe_facilities() {
    nodes_.reserve(facilities_.size());
    for (const Facility &each : facilities_) {
        check(each);
        nodes_.push_back({each.handling_cost, each.sorting_cost, each.storage_cost_per_day,
                          each.handling_time, each.sorting_time, each.shop_id,
                          each.kind == FacilityKind::sorting_center, each.active});
    }
    index_codes();
}

void Network::index_codes() {
    by_code_.resize(std::bit_ceil(2 * facilities_.size() + 1));
    for (Index index = 0; index < facilities_.size(); ++index) {
        const std::uint32_t hash = hash_of(facilities_[index].code);
        std::size_t place = hash;
        while (by_code_[place & (by_code_.size() - 1)].facility != none)
            ++place;
        by_code_[place & (by_code_.size() - 1)] = {hash, index};
    }
}

void Network::keep_arcs(const Network &before, const NetworkChange &change) {
    std::vector<Index> moved_to(before.size());
    for (Index index = 0; index < before.size(); ++index)
        moved_to[index] = find(before.facilities_[index].id);
    arcs_.reserve(before.arcs_.size() + change.lanes.size());
    for (Arc arc : before.arcs_) {
        if (std::ranges::binary_search(change.lanes_touched, arc.lane_id))
            continue;
        arc.schedule = keep_schedule(before, arc);
        arc.from = moved_to[arc.from];
        arc.to = moved_to[arc.to];
        if (arc.from != none && arc.to != none)
            arcs_.push_back(arc);
    }
}

Network::Index Network::keep_schedule(const Network &before, const Arc &arc) {
    if (arc.schedule == none)
        return none;
    Schedule schedule = before.schedule(arc);
    const auto minutes = before.departures(schedule);
    schedule.first_departure = static_cast<std::uint32_t>(minutes_.size());
    minutes_.insert(minutes_.end(), minutes.begin(), minutes.end());
    schedules_.push_back(schedule);
    return static_cast<Index>(schedules_.size() - 1);
}

void Network::pack(const std::vector<Lane> &lanes) {
    for (const Lane &lane : lanes) {
        check(lane);
        const Index from = find(lane.from);
        const Index to = find(lane.to);
        const bool leaves =
            lane.valid_from < lane.valid_until && !(lane.timetabled && lane.departures.empty());
        if (from == none || to == none || !nodes_[to].active || !leaves)
            continue;
        arcs_.push_back({from, to, lane.id, pack_schedule(lane), lane.cost_per_parcel, lane.cost_per_kg,
                         lane.transit_time});
    }
    std::ranges::sort(arcs_, {}, [](const Arc &arc) { return std::tie(arc.from, arc.lane_id); });
    arcs_.shrink_to_fit();
    for (const Schedule &schedule : schedules_)
        if (schedule.valid_until != end_of_time)
            ends_.push_back(schedule.valid_until);
    std::ranges::sort(ends_);
    ends_.erase(std::unique(ends_.begin(), ends_.end()), ends_.end());
}

Network::Index Network::pack_schedule(const Lane &lane) {
    if (!lane.timetabled && lane.valid_from == beginning_of_time && lane.valid_until == end_of_time)
        return none;
    const auto first = static_cast<std::ptrdiff_t>(minutes_.size());
    if (lane.timetabled)
        minutes_.insert(minutes_.end(), lane.departures.begin(), lane.departures.end());
    std::sort(minutes_.begin() + first, minutes_.end());
    minutes_.erase(std::unique(minutes_.begin() + first, minutes_.end()), minutes_.end());
    schedules_.push_back({lane.valid_from, lane.valid_until, static_cast<std::uint32_t>(first),
                          static_cast<std::uint32_t>(minutes_.size()) - static_cast<std::uint32_t>(first),
                          lane.timetabled});
    return static_cast<Index>(schedules_.size() - 1);
}

void Network::index_arcs() {
    first_arc_from_.assign(size() + 1, 0);
    first_incoming_.assign(size() + 1, 0);
    for (const Arc &arc : arcs_) {
        ++first_arc_from_[arc.from + 1];
        ++first_incoming_[arc.to + 1];
    }
    std::partial_sum(first_arc_from_.begin(), first_arc_from_.end(), first_arc_from_.begin());
    std::partial_sum(first_incoming_.begin(), first_incoming_.end(), first_incoming_.begin());
    incoming_.resize(arcs_.size());
    std::vector<Index> next(first_incoming_.begin(), first_incoming_.end() - 1);
    for (const Arc &arc : arcs_)
        incoming_[next[arc.to]++] = index_of(arc);
}

Network::Index Network::find(std::int32_t facility_id) const {
    if (facilities_.empty())
        return none;
    // Ids come from a sequence and hardly have gaps: the place that they name is asked first. A search by halves
    // would read a facility from all over the memory at each step.
    const std::int64_t guess = std::int64_t{facility_id} - facilities_.front().id;
    if (guess >= 0 && guess < std::ssize(facilities_) &&
        facilities_[static_cast<std::size_t>(guess)].id == facility_id)
        return static_cast<Index>(guess);
    const auto found = std::ranges::lower_bound(facilities_, facility_id, {}, &Facility::id);
    return found != facilities_.end() && found->id == facility_id
               ? static_cast<Index>(found - facilities_.begin())
               : none;
}

Network::Index Network::find(std::string_view code) const {
    const std::uint32_t hash = hash_of(code);
    for (std::size_t place = hash;; ++place) {
        const CodeSlot &slot = by_code_[place & (by_code_.size() - 1)];
        if (slot.facility == none || (slot.hash == hash && facilities_[slot.facility].code == code))
            return slot.facility;
    }
}

const Facility *Network::by_id(std::int32_t facility_id) const {
    const Index index = find(facility_id);
    return index == none ? nullptr : &facilities_[index];
}

const Facility *Network::by_code(std::string_view code) const {
    const Index index = find(code);
    return index == none ? nullptr : &facilities_[index];
}

OpeningHours Network::hours(Index index) const {
    const Facility &facility = facilities_[index];
    return {facility.opens_at, facility.closes_at, facility.zone.get()};
}

std::span<const Network::Arc> Network::arcs_from(Index facility) const {
    return {arcs_.data() + first_arc_from_[facility], arcs_.data() + first_arc_from_[facility + 1]};
}

std::span<const Network::Index> Network::arcs_to(Index facility) const {
    return {incoming_.data() + first_incoming_[facility], incoming_.data() + first_incoming_[facility + 1]};
}

std::span<const std::uint16_t> Network::departures(const Schedule &schedule) const {
    return {minutes_.data() + schedule.first_departure, schedule.departures};
}

Micros Network::last_end(Micros time) const {
    const auto after = std::ranges::upper_bound(ends_, time);
    return after == ends_.begin() ? beginning_of_time : *std::prev(after);
}

} // namespace refusal::core
