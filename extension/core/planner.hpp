#pragma once

#include "core/interrupt.hpp"
#include "core/money.hpp"
#include "core/network.hpp"
#include "core/time.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <tuple>
#include <vector>

namespace refusal::core {

// A departure of a timetabled lane that takes no more parcels. (A lane without a timetable leaves whenever it
// is asked to, so no two parcels share a departure of it.)
struct FullDeparture {
    std::int32_t lane_id = 0;
    Micros departs_at = 0;

    bool operator==(const FullDeparture &) const = default;
    friend bool operator<(const FullDeparture &left, const FullDeparture &right) {
        return std::tie(left.lane_id, left.departs_at) < std::tie(right.lane_id, right.departs_at);
    }
};

struct PlanRequest {
    std::int32_t origin = 0; // facility id
    std::int64_t grams = 0;
    Micros ready_at = 0;
    bool needs_sorting = false;
    Money declared_value = 0;
    std::int64_t value_loss_rate_nano = 0; // 1e-9 of the declared value per day
    bool all_shops = false;
    std::vector<std::int32_t> shops{}; // ascending; other shops' own facilities are not passed
    std::vector<FullDeparture> full{}; // ascending
};

struct Leg {
    std::int32_t lane_id = 0;
    std::int32_t from = 0; // facility ids
    std::int32_t to = 0;
    Micros departs_at = 0;
    Micros arrives_at = 0; // at the door
    Micros ready_at = 0;   // admitted, handled and, where `sorted`, sorted
    bool sorted = false;
    Money lane = 0;
    Money handling = 0;
    Money sorting = 0;
    Money storage = 0;
    Money value_loss = 0;
};

struct Breakdown {
    Money lanes = 0;
    Money handling = 0;
    Money sorting = 0;
    Money storage = 0;
    Money value_loss = 0;
};

struct Plan {
    std::int32_t destination = 0;
    Money cost = 0;
    Micros arrives_at = 0; // the last leg's ready_at
    Money origin_sorting = 0;
    bool sorted_at_origin = false;
    Breakdown breakdown;
    std::vector<Leg> legs;
};

class BoundCache;
class Estimate;
struct BoundKey;
class LabelSearch;

// The cheapest way through the network, exactly. One planner serves one caller at a time; it keeps what
// earlier plans to the same destination have learnt, within `cache_bytes`.
class Planner {
public:
    Planner(std::shared_ptr<const Network> network, std::size_t cache_bytes);
    ~Planner();
    Planner(Planner &&) noexcept;
    Planner &operator=(Planner &&) noexcept;
    Planner(const Planner &) = delete;
    Planner &operator=(const Planner &) = delete;

    const Network &network() const { return *network_; }

    // Nothing: no way. Error RF004: the origin or the destination is unknown; 22003: no way whose cost and
    // times can be represented, though there are others.
    std::optional<Plan> plan(const PlanRequest &request, std::int32_t destination, Interrupt interrupt);

    // The first of what plan_all() gives. Destinations that no way there is cheap enough to are not searched for.
    std::optional<Plan> cheapest(const PlanRequest &request, std::span<const std::int32_t> destinations,
                                 Interrupt interrupt);

    // The destinations that can be reached, in order of cost, arrival, legs, lane ids, code.
    std::vector<Plan> plan_all(const PlanRequest &request, std::span<const std::int32_t> destinations,
                               Interrupt interrupt);

    std::size_t cached_bytes() const;

private:
    std::optional<Plan> plan(const PlanRequest &request, const BoundKey &key, const Estimate &estimate,
                             Interrupt interrupt);
    BoundKey key_of(const PlanRequest &request, Network::Index destination) const;

    std::shared_ptr<const Network> network_;
    std::unique_ptr<BoundCache> bounds_;
    std::unique_ptr<LabelSearch> search_;
};

} // namespace refusal::core
