#include "core/bound_cache.hpp"

#include "core/tariff.hpp"

#include <algorithm>
#include <cmath>
#include <functional>
#include <limits>
#include <queue>
#include <utility>

namespace refusal::core {

namespace {

constexpr float unreachable = std::numeric_limits<float>::infinity();

float rounded_down(Money cost) {
    if (cost == Bound::unreachable)
        return unreachable;
    const auto nearest = static_cast<float>(cost);
    return static_cast<Wide>(nearest) > cost ? std::nextafter(nearest, 0.0F) : nearest;
}

// Grows one tree of a bound.
class TreeBuilder {
public:
    TreeBuilder(const Network &network, const BoundKey &key, std::size_t tree, Bound &bound, Interrupt interrupt)
        : network_(network), key_(key), tree_(tree), tariff_(tariff_of(key, tree)), interrupt_(interrupt),
          bound_(bound), to_go_(network.size(), Bound::unreachable) {}

    void from_destination() {
        reach(key_.destination, 0);
        settle();
    }

    // Sorting comes first: the tree grows from every lane into a sorting center, whence `sorted` is the way
    // on.
    void from_sorting(const Bound &sorted) {
        for (Network::Index center = 0; center < network_.size(); ++center)
            if (const float onward = sorted.to_go[center * sorted.trees + tree_];
                network_.node(center).sorts && onward != unreachable)
                reach_sources(center, static_cast<Money>(onward), true);
        settle();
    }

private:
    using Place = std::pair<Money, Network::Index>;

    static Tariff tariff_of(const BoundKey &key, std::size_t tree) {
        const Corner of = key.fine ? corner(key, tree) : Corner{};
        return {of.heavy ? key.grams * cell_step : key.grams, of.lossy ? key.daily_loss * cell_step : key.daily_loss};
    }

    void reach(Network::Index facility, Money cost) {
        if (cost >= to_go_[facility])
            return;
        to_go_[facility] = cost;
        open_.emplace(cost, facility);
    }

    void reach_sources(Network::Index facility, Money onward, bool sorted) {
        for (const Network::Index incoming : network_.arcs_to(facility)) {
            const Network::Arc &arc = network_.arc(incoming);
            if (!note_schedule(arc))
                continue;
            Money cost = onward;
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
        if (key_.fine)
            return try_later(time, node.handling_time) && (!sorted || try_later(time, node.sorting_time)) &&
                   add_fine_leg(arc, node.handling_cost + (sorted ? node.sorting_cost : 0), time, cost);
        Money lane = 0;
        Money value_loss = 0;
        return try_later(time, node.handling_time) && (!sorted || try_later(time, node.sorting_time)) &&
               tariff_.lane(arc, lane) && tariff_.value_loss(time, value_loss) && try_add(cost, lane) &&
               try_add(cost, node.handling_cost) && (!sorted || try_add(cost, node.sorting_cost)) &&
               try_add(cost, value_loss);
    }

    // A tree is of no use where an item could be less than nothing.
    bool add_fine_leg(const Network::Arc &arc, Money paid_at_facility, Micros time, Money &cost) const {
        Money leg = 0;
        Money lane = 0;
        Money value_loss = 0;
        return Tariff::in_fractions(paid_at_facility, leg) && tariff_.least_lane(arc, lane) &&
               tariff_.least_value_loss(time, value_loss) && try_add(leg, lane) && try_add(leg, value_loss) &&
               leg >= 0 && try_add(cost, leg);
    }

    void settle() {
        constexpr unsigned poll_every = 1024;
        for (unsigned settled = 0; !open_.empty(); ++settled) {
            if (settled % poll_every == 0)
                poll(interrupt_);
            const auto [cost, facility] = open_.top();
            open_.pop();
            if (cost == to_go_[facility])
                reach_sources(facility, cost, false);
        }
        for (Network::Index facility = 0; facility < network_.size(); ++facility)
            bound_.to_go[facility * bound_.trees + tree_] = rounded_down(to_go_[facility]);
    }

    const Network &network_;
    const BoundKey &key_;
    std::size_t tree_;
    Tariff tariff_;
    Interrupt interrupt_;
    Bound &bound_;
    std::vector<Money> to_go_;
    std::priority_queue<Place, std::vector<Place>, std::greater<>> open_;
};

bool fits(const BoundKey &cell) {
    constexpr Wide most_loss = Wide{1} << 96U;
    return cell.grams <= INT64_MAX / cell_step && cell.daily_loss <= most_loss;
}

} // namespace

std::size_t corner_count(const BoundKey &cell) {
    return std::size_t{cell.grams > 0 ? 2U : 1U} * (cell.daily_loss > 0 ? 2U : 1U);
}

Corner corner(const BoundKey &cell, std::size_t tree) {
    if (cell.grams == 0)
        return {false, tree == 1};
    return {tree % 2 == 1, tree / 2 == 1};
}

std::shared_ptr<const Bound> BoundCache::get(const BoundKey &key, Interrupt interrupt) {
    if (const auto found = found_.find(key); found != found_.end()) {
        recent_.splice(recent_.begin(), recent_, found->second);
        return found->second->bound;
    }
    const auto bound = std::make_shared<Bound>();
    if (key.needs_sorting) {
        BoundKey sorted = key;
        sorted.needs_sorting = false;
        build(key, get(sorted, interrupt).get(), *bound, interrupt);
    } else {
        build(key, nullptr, *bound, interrupt);
    }
    keep(key, bound);
    return bound;
}

// `sorted`: where sorting comes first, the trees of the way on from there.
void BoundCache::build(const BoundKey &key, const Bound *sorted, Bound &bound, Interrupt interrupt) const {
    bound.out_of_range = (key.fine && !fits(key)) || (sorted != nullptr && sorted->out_of_range);
    bound.trees = key.fine ? corner_count(key) : 1;
    if (key.fine && bound.out_of_range)
        return;
    bound.to_go.resize(network_.size() * bound.trees);
    for (std::size_t tree = 0; tree < bound.trees; ++tree) {
        TreeBuilder builder(network_, key, tree, bound, interrupt);
        if (sorted != nullptr)
            builder.from_sorting(*sorted);
        else
            builder.from_destination();
    }
    if (key.fine && bound.out_of_range)
        bound.to_go = {};
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

std::size_t BoundCache::Hash::operator()(const BoundKey &key) const {
    std::uint64_t hash = (std::uint64_t{key.destination} * 2 + static_cast<std::uint64_t>(key.needs_sorting)) * 2 +
                         static_cast<std::uint64_t>(key.fine);
    const auto mix = [&hash](std::uint64_t part) {
        constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;
        hash = (hash ^ (hash >> 32U) ^ part) * golden;
    };
    mix(static_cast<std::uint64_t>(key.grams));
    mix(static_cast<std::uint64_t>(key.daily_loss) ^ static_cast<std::uint64_t>(key.daily_loss >> 64U));
    mix(static_cast<std::uint64_t>(key.lanes_ended));
    return hash ^ (hash >> 32U);
}

std::size_t BoundCache::bytes_of(const Bound &bound) {
    // The tree, and roughly its nodes in the list and the map.
    return bound.to_go.capacity() * sizeof(float) + sizeof(Bound) + sizeof(Entry) + 16 * sizeof(void *);
}

} // namespace refusal::core
