#pragma once

#include "core/network.hpp"
#include "core/tariff.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace refusal::core {

// One way to be at a facility: what it has cost and when the parcel is ready to leave.
struct Label {
    static constexpr std::uint32_t none = UINT32_MAX;

    Money cost = 0;
    Micros ready_at = 0;
    Network::Index facility = Network::none;
    Network::Index arc = Network::none; // the lane it came by
    std::uint32_t parent = none;
    std::uint32_t legs = 0;
    std::uint32_t sorted_after = none; // legs ridden when it was sorted; none: not sorted
    std::uint32_t next = none;         // another of the same facility
    bool needs_sorting = false;
    bool dominated = false;
};

// What is known of every way on from any label, and so which labels may be forgotten.
struct Prospects {
    bool waits = false;                       // lanes may have to be waited for
    bool ends = false;                        // lanes may stop being valid
    bool closes = false;                      // the destination has hours
    bool closing_costs = false;               // and waiting for them costs value
    Micros regular_since = beginning_of_time; // from here on every week is like the next
};

// The labels of one search. Keeps its memory between searches, so that a short one allocates nothing.
class LabelStore {
public:
    explicit LabelStore(const Network &network) : network_(network) {}

    void begin(const Prospects &prospects, const Tariff &tariff);
    std::size_t size() const { return labels_.size(); }

    const Label &operator[](std::uint32_t index) const { return labels_[index]; }
    // none: another label of the facility is at least as good whatever follows. Those the new one beats are
    // marked.
    std::uint32_t offer(const Label &label);
    // Kept whatever the others are: the end of a plan.
    std::uint32_t append(const Label &label);
    void drop_last() { labels_.pop_back(); }

    // The order of plans of equal cost and arrival: legs, lane ids; of the same lanes, the one sorted first.
    // Negative: left comes first.
    int compare_ways(std::uint32_t left, std::uint32_t right) const;

private:
    struct Slot {
        std::uint64_t key = 0;
        std::uint32_t search = 0; // a slot of an earlier search is free
        std::uint32_t head = Label::none;
    };

    Slot &slot_of(const Label &label);
    void grow_slots();
    bool dominates(std::uint32_t left, std::uint32_t right) const;

    const Network &network_;
    Prospects prospects_;
    const Tariff *tariff_ = nullptr;
    std::vector<Label> labels_;
    std::vector<Slot> slots_;
    std::size_t used_slots_ = 0;
    std::uint32_t search_ = 0;
};

} // namespace refusal::core
