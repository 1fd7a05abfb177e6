#include "core/label_store.hpp"

#include <algorithm>

namespace refusal::core {

namespace {

constexpr std::size_t initial_slots = std::size_t{1} << 10;
// A search larger than this gives its memory back.
constexpr std::size_t kept_labels = std::size_t{1} << 15;

std::uint64_t scatter(std::uint64_t key) {
    key *= 0x9e3779b97f4a7c15U;
    return key ^ (key >> 32U);
}

template <typename Value> int three_way(const Value &left, const Value &right) {
    return left < right ? -1 : static_cast<int>(right < left);
}

} // namespace

void LabelStore::begin(const Prospects &prospects, const Tariff &tariff) {
    prospects_ = prospects;
    tariff_ = &tariff;
    if (labels_.capacity() > kept_labels) {
        labels_ = {};
        slots_ = {};
    }
    labels_.clear();
    used_slots_ = 0;
    ++search_;
    if (slots_.empty() || search_ == 0) {
        search_ = 1;
        slots_.assign(std::max(slots_.size(), initial_slots), Slot{});
    }
}

std::uint32_t LabelStore::append(const Label &label) {
    labels_.push_back(label);
    return static_cast<std::uint32_t>(labels_.size() - 1);
}

std::uint32_t LabelStore::offer(const Label &label) {
    const std::uint32_t offered = append(label);
    Slot &slot = slot_of(label);
    std::uint32_t *link = &slot.head;
    while (*link != Label::none) {
        Label &other = labels_[*link];
        if (dominates(*link, offered)) {
            drop_last();
            return Label::none;
        }
        if (dominates(offered, *link)) {
            other.dominated = true;
            *link = other.next;
        } else {
            link = &other.next;
        }
    }
    labels_[offered].next = slot.head;
    slot.head = offered;
    return offered;
}

LabelStore::Slot &LabelStore::slot_of(const Label &label) {
    // Where waits are possible only times that are whole weeks apart can be compared, so each has its own
    // slot.
    constexpr unsigned phase_bits = 40;
    static_assert(micros_per_week < Micros{1} << phase_bits);
    std::uint64_t key = (std::uint64_t{label.facility} * 2 + static_cast<std::uint64_t>(label.needs_sorting))
                        << phase_bits;
    if (prospects_.waits)
        key |= static_cast<std::uint64_t>(phase_of_week(label.ready_at));
    if (used_slots_ * 2 >= slots_.size())
        grow_slots();
    for (std::size_t place = scatter(key);; ++place) {
        Slot &slot = slots_[place & (slots_.size() - 1)];
        if (slot.search != search_) {
            slot = {key, search_, Label::none};
            ++used_slots_;
            return slot;
        }
        if (slot.key == key)
            return slot;
    }
}

void LabelStore::grow_slots() {
    std::vector<Slot> old(slots_.size() * 2);
    old.swap(slots_);
    for (const Slot &each : old) {
        if (each.search != search_)
            continue;
        std::size_t place = scatter(each.key);
        while (slots_[place & (slots_.size() - 1)].search == search_)
            ++place;
        slots_[place & (slots_.size() - 1)] = each;
    }
}

// True only where, for every way on from `right`, the same way from `left` ends no later in the order of
// plans. Going the same way, who is ready earlier never arrives later: departures, validity and hours are
// first come, first served.
bool LabelStore::dominates(std::uint32_t left, std::uint32_t right) const {
    const Label &one = labels_[left];
    const Label &two = labels_[right];
    if (one.ready_at == two.ready_at)
        return one.cost < two.cost || (one.cost == two.cost && compare_ways(left, right) <= 0);
    if (one.ready_at > two.ready_at)
        // Nothing on the way asks for the time, so cost alone decides.
        return one.cost < two.cost && !prospects_.waits && !prospects_.ends && !prospects_.closing_costs;
    Micros difference = 0;
    if (__builtin_sub_overflow(two.ready_at, one.ready_at, &difference))
        return false;
    // Whole weeks apart, with nothing left to change: each step costs the same, and ends weeks earlier.
    if (one.cost <= two.cost && difference % micros_per_week == 0 && one.ready_at >= prospects_.regular_since)
        return true;
    // Being early may mean waiting where waiting is dear.
    if (prospects_.waits)
        return false;
    // Without waits every leg costs the same, but for the value lost while the destination is closed.
    Money cost = one.cost;
    Money slack = 0;
    if (prospects_.closing_costs && !(tariff_->loss_slack(difference, slack) && try_add(cost, slack)))
        return false;
    if (cost != two.cost)
        return cost < two.cost;
    // Opening hours may level the arrivals; without them the earlier one stays earlier.
    return !prospects_.closes || compare_ways(left, right) <= 0;
}

int LabelStore::compare_ways(std::uint32_t left, std::uint32_t right) const {
    const std::uint32_t sorted_left = labels_[left].sorted_after;
    const std::uint32_t sorted_right = labels_[right].sorted_after;
    if (const int legs = three_way(labels_[left].legs, labels_[right].legs); legs != 0)
        return legs;
    // Read from the end, the last difference seen is the first of the way.
    int first_difference = 0;
    while (left != right) {
        const Label &one = labels_[left];
        const Label &two = labels_[right];
        if (one.arc == two.arc && one.parent == two.parent)
            break;
        if (one.parent == Label::none || two.parent == Label::none)
            break;
        if (const int lane = three_way(network_.arc(one.arc).lane_id, network_.arc(two.arc).lane_id);
            lane != 0)
            first_difference = lane;
        left = one.parent;
        right = two.parent;
    }
    return first_difference != 0 ? first_difference : three_way(sorted_left, sorted_right);
}

} // namespace refusal::core
