#include "core/bound_cache.hpp"

#include "core/tariff.hpp"

#include <algorithm>
#include <functional>
#include <queue>
#include <utility>

namespace refusal::core {

namespace {

class TreeBuilder {
public:
    TreeBuilder(const Network &network, const BoundKey &key, Interrupt interrupt)
        : network_(network), key_(key), tariff_(key.grams, key.daily_loss), interrupt_(interrupt) {
        bound_.to_go.assign(network.size(), Bound::unreachable);
    }

    Bound from_destination() {
        reach(key_.destination, 0);
        settle();
        return std::move(bound_);
    }

    // Sorting comes first: the tree grows from every lane into a sorting center, whence `sorted` is the way
    // on.
    Bound from_sorting(const Bound &sorted) {
        bound_.out_of_range = sorted.out_of_range;
        for (Network::Index center = 0; center < network_.size(); ++center)
            if (network_.node(center).sorts && sorted.to_go[center] != Bound::unreachable)
                reach_sources(center, sorted.to_go[center], true);
        settle();
        return std::move(bound_);
    }

private:
    using Place = std::pair<Money, Network::Index>;

    void reach(Network::Index facility, Money cost) {
        if (cost >= bound_.to_go[facility])
            return;
        bound_.to_go[facility] = cost;
        open_.emplace(cost, facility);
    }

    void reach_sources(Network::Index facility, Money to_go, bool sorted) {
        for (const Network::Index incoming : network_.arcs_to(facility)) {
            const Network::Arc &arc = network_.arc(incoming);
            if (!note_schedule(arc))
                continue;
            Money cost = to_go;
            if (add_leg(arc, sorted, cost) && cost != Bound::unreachable)
                reach(arc.from, cost);
            else
                bound_.out_of_range = true;
        }
    }

    bool note_schedule(const Network::Arc &arc) {
        if (arc.schedule == Network::none)
            return true;
        const Network::Schedule &schedule = network_.schedule(arc);
        if (schedule.valid_until <= key_.lanes_ended)
            return false;
        bound_.timetabled |= schedule.timetabled;
        bound_.ends |= schedule.valid_until != end_of_time;
        bound_.last_start = std::max(bound_.last_start, schedule.valid_from);
        return true;
    }

    bool add_leg(const Network::Arc &arc, bool sorted, Money &cost) const {
        const Network::Node &node = network_.node(arc.to);
        Micros time = arc.transit_time;
        Money lane = 0;
        Money value_loss = 0;
        return try_later(time, node.handling_time) && (!sorted || try_later(time, node.sorting_time)) &&
               tariff_.lane(arc, lane) && tariff_.value_loss(time, value_loss) && try_add(cost, lane) &&
               try_add(cost, node.handling_cost) && (!sorted || try_add(cost, node.sorting_cost)) &&
               try_add(cost, value_loss);
    }

    void settle() {
        constexpr unsigned poll_every = 1024;
        for (unsigned settled = 0; !open_.empty(); ++settled) {
            if (settled % poll_every == 0)
                poll(interrupt_);
            const auto [cost, facility] = open_.top();
            open_.pop();
            if (cost == bound_.to_go[facility])
                reach_sources(facility, cost, false);
        }
    }

    const Network &network_;
    const BoundKey &key_;
    Tariff tariff_;
    Interrupt interrupt_;
    Bound bound_;
    std::priority_queue<Place, std::vector<Place>, std::greater<>> open_;
};

// The largest power of four that is not above the value.
Wide power_of_four(Wide value) {
    Wide power = value > 0 ? 1 : 0;
    while (power > 0 && power <= value / 4)
        power *= 4;
    return power;
}

} // namespace

BoundKey coarse(BoundKey key) {
    key.grams = static_cast<std::int64_t>(power_of_four(key.grams));
    key.daily_loss = power_of_four(key.daily_loss);
    return key;
}

std::shared_ptr<const Bound> BoundCache::get(const BoundKey &key, Interrupt interrupt) {
    if (const auto found = found_.find(key); found != found_.end()) {
        recent_.splice(recent_.begin(), recent_, found->second);
        return found->second->bound;
    }
    std::shared_ptr<const Bound> bound;
    if (key.needs_sorting) {
        BoundKey sorted = key;
        sorted.needs_sorting = false;
        const std::shared_ptr<const Bound> onward = get(sorted, interrupt);
        bound = std::make_shared<const Bound>(TreeBuilder(network_, key, interrupt).from_sorting(*onward));
    } else {
        bound = std::make_shared<const Bound>(TreeBuilder(network_, key, interrupt).from_destination());
    }
    keep(key, bound);
    return bound;
}

void BoundCache::keep(const BoundKey &key, std::shared_ptr<const Bound> bound) {
    const std::size_t size = bytes_of(*bound);
    if (size > limit_)
        return;
    while (bytes_ + size > limit_) {
        bytes_ -= bytes_of(*recent_.back().bound);
        found_.erase(recent_.back().key);
        recent_.pop_back();
    }
    recent_.push_front({key, std::move(bound)});
    found_.emplace(key, recent_.begin());
    bytes_ += size;
}

std::size_t BoundCache::bytes_of(const Bound &bound) {
    // The tree, and roughly its nodes in the list and the map.
    return bound.to_go.capacity() * sizeof(Money) + sizeof(Bound) + sizeof(Entry) + 16 * sizeof(void *);
}

} // namespace refusal::core
