#pragma once

#include "core/money.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace refusal::core {

enum class FacilityKind : std::uint8_t {
    depot,
    sorting_center,
    storage,
    fulfilment,
    supplier,
    pickup_point,
    shop
};

std::optional<FacilityKind> facility_kind(std::string_view name);
std::string_view name(FacilityKind kind);

struct Facility {
    std::int32_t id = 0;
    std::string code;
    FacilityKind kind = FacilityKind::depot;
    std::int32_t shop_id = 0; // 0: shared by all shops
    std::string supplier;
    Money handling_cost = 0;
    Money sorting_cost = 0;
    Money storage_cost_per_day = 0;
    Money redelivery_cost = 0;
    Micros handling_time = 0;
    Micros sorting_time = 0;
    std::optional<Micros> opens_at;   // time of day, local; null with closes_at: 00:00
    std::optional<Micros> closes_at;  // null, or equal to opens_at: never closed
    std::shared_ptr<const Zone> zone; // null: UTC
    bool active = true;
};

struct Lane {
    std::int32_t id = 0;
    std::int32_t from = 0; // facility ids
    std::int32_t to = 0;
    Money cost_per_parcel = 0;
    Money cost_per_kg = 0;
    Micros transit_time = 0;
    bool timetabled = false;               // false: leaves at any time
    std::vector<std::int32_t> departures;  // minutes of the week, Monday 00:00 UTC = 0; empty: never leaves
    Micros valid_from = beginning_of_time; // half open
    Micros valid_until = end_of_time;
};

// What is different from a network that was packed before. With a facility come all lanes that touch it: those into an
// inactive one were left out.
struct NetworkChange {
    std::vector<Facility> facilities;              // as they are now
    std::vector<std::int32_t> facilities_touched; // ascending: those, and those that are gone
    std::vector<Lane> lanes;
    std::vector<std::int32_t> lanes_touched; // ascending
};

// The facilities and the lanes between them, packed for searching. A facility is named by its index here, an
// arc by its place in the forward order: by facility, then lane id.
class Network {
public:
    using Index = std::uint32_t;
    static constexpr Index none = UINT32_MAX;

    struct Arc {
        Index from;
        Index to;
        std::int32_t lane_id;
        Index schedule; // none: leaves at any time, always
        Money cost_per_parcel;
        Money cost_per_kg;
        Micros transit_time;
    };

    struct Schedule {
        Micros valid_from;
        Micros valid_until;
        std::uint32_t first_departure; // into the shared list of minutes
        std::uint32_t departures;
        bool timetabled;
    };

    // What a search reads of a facility at every step.
    struct Node {
        Money handling_cost;
        Money sorting_cost;
        Money storage_cost_per_day;
        Micros handling_time;
        Micros sorting_time;
        std::int32_t shop_id;
        bool sorts;
        bool active;
    };

    // Lanes that can carry nothing are left out: an end unknown, the far end inactive, a timetable or a
    // validity that is empty. Lanes out of an inactive facility stay: a parcel may be there still.
    Network(std::vector<Facility> facilities, const std::vector<Lane> &lanes);

    // The same as packing everything as it is now, for what copying costs.
    Network(const Network &before, const NetworkChange &change);

    std::size_t size() const { return facilities_.size(); }
    std::size_t lane_count() const { return arcs_.size(); }

    Index find(std::int32_t facility_id) const; // none: unknown
    Index find(std::string_view code) const;
    const Facility &facility(Index index) const { return facilities_[index]; }
    const Facility *by_id(std::int32_t facility_id) const; // nullptr: unknown
    const Facility *by_code(std::string_view code) const;
    OpeningHours hours(Index index) const;

    const Node &node(Index index) const { return nodes_[index]; }
    const Arc &arc(Index index) const { return arcs_[index]; }
    std::span<const Arc> arcs_from(Index facility) const;
    std::span<const Index> arcs_to(Index facility) const; // indexes of arcs
    Index index_of(const Arc &arc) const { return static_cast<Index>(&arc - arcs_.data()); }
    const Schedule &schedule(const Arc &arc) const { return schedules_[arc.schedule]; }
    std::span<const std::uint16_t> departures(const Schedule &schedule) const;

    // The last instant at or before `time` when a lane ended for good; beginning_of_time: none.
    Micros last_end(Micros time) const;

private:
    // The hash spares looking at facilities all over the memory, each of them a wait.
    struct CodeSlot {
        std::uint32_t hash = 0;
        Index facility = none;
    };

    void describe_facilities();
    void index_codes();
    void pack(const std::vector<Lane> &lanes);
    void keep_arcs(const Network &before, const NetworkChange &change);
    Index pack_schedule(const Lane &lane);
    Index keep_schedule(const Network &before, const Arc &arc);
    void index_arcs();

    std::vector<Facility> facilities_; // by id
    std::vector<CodeSlot> by_code_; // hashed, half of it free
    std::vector<Node> nodes_;
    std::vector<Arc> arcs_;
    std::vector<Index> first_arc_from_;
    std::vector<Index> incoming_;
    std::vector<Index> first_incoming_;
    std::vector<Schedule> schedules_;
    std::vector<std::uint16_t> minutes_;
    std::vector<Micros> ends_;
};

} // namespace refusal::core
