#include "core/bound.hpp"

#include "core/tariff.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <limits>
#include <utility>

namespace refusal::core {

namespace {

constexpr float unreachable = std::numeric_limits<float>::infinity();

float rounded_down(Money cost) {
    if (cost == Bound::unreachable)
        return unreachable;
    const auto nearest = static_cast<float>(cost);
    constexpr float too_large = 0x1p63F;
    return nearest >= too_large || static_cast<Money>(nearest) > cost
               ? std::bit_cast<float>(std::bit_cast<std::uint32_t>(nearest) - 1)
               : nearest;
}

// Grows the trees of a bound, one after the other.
class Grower {
public:
    Grower(const Network &network, const BoundKey &key, Bound &bound, Interrupt interrupt)
        : network_(network), key_(key), bound_(bound), interrupt_(interrupt),
          light_(key.grams, key.daily_loss),
          greatest_(key.fine ? key.grams * cell_step : 0, key.fine ? key.daily_loss * cell_step : 0),
          known_(network.size()), to_go_(network.size()) {
        if (key.fine)
            for (std::size_t tree = 0; tree < bound.trees; ++tree)
                corners_.at(tree) = corner(key, tree);
        steps_.reserve(network.lane_count());
    }

    void grow(std::size_t tree, const Bound *sorted) {
        std::ranges::fill(to_go_, Bound::unreachable);
        if (sorted != nullptr)
            reach_sorting(tree, *sorted);
        else
            reach(key_.destination, 0);
        settle(tree);
        for (Network::Index facility = 0; facility < network_.size(); ++facility)
            bound_.to_go[facility * bound_.trees + tree] = rounded_down(to_go_[facility]);
    }

private:
    using Prices = std::array<Money, Bound::most_trees>;

    struct Place {
        Money cost;
        Network::Index facility;
    };

    // A lane backwards, with what it and its end cost by each tree.
    struct Step {
        Network::Index from;
        Prices prices;
    };

    // The steps from a facility. They are the same for all the trees, and the first to come by finds them
    // out.
    struct Known {
        Network::Index first = Network::none;
        Network::Index end = Network::none;
    };

    void reach(Network::Index facility, Money cost) {
        if (cost >= to_go_[facility])
            return;
        to_go_[facility] = cost;
        open(facility, cost);
    }

    void reach(const Step &step, std::size_t tree, Money onward) {
        if (try_add(onward, step.prices[tree]) && onward != Bound::unreachable)
            reach(step.from, onward);
        else
            bound_.out_of_range = true;
    }

    // Sorting comes first: the tree grows from every lane into a sorting center, whence `sorted` is the way
    // on.
    void reach_sorting(std::size_t tree, const Bound &sorted) {
        for (Network::Index center = 0; center < network_.size(); ++center) {
            const float onward = sorted.to_go[center * sorted.trees + tree];
            if (!network_.node(center).sorts || onward == unreachable)
                continue;
            for (const Network::Index incoming : network_.arcs_to(center))
                if (Step step; find_step(network_.arc(incoming), true, step))
                    reach(step, tree, static_cast<Money>(onward));
        }
    }

    void settle(std::size_t tree) {
        constexpr unsigned poll_every = 1024;
        for (unsigned settled = 0; !open_.empty(); ++settled) {
            if (settled % poll_every == 0)
                poll(interrupt_);
            const Place nearest = take_nearest();
            if (nearest.cost != to_go_[nearest.facility])
                continue;
            const Known steps = steps_to(nearest.facility);
            for (Network::Index step = steps.first; step < steps.end; ++step)
                reach(steps_[step], tree, nearest.cost);
        }
    }

    // A heap of four branches: half as deep as one of two, and its front is the nearest.
    static constexpr std::size_t branches = 4;

    void open(Network::Index facility, Money cost) {
        std::size_t place = open_.size();
        open_.emplace_back();
        for (; place > 0 && open_[(place - 1) / branches].cost > cost; place = (place - 1) / branches)
            open_[place] = open_[(place - 1) / branches];
        open_[place] = {cost, facility};
    }

    Place take_nearest() {
        const Place nearest = open_.front();
        const Place last = open_.back();
        open_.pop_back();
        Place *const places = open_.data();
        const std::size_t size = open_.size();
        std::size_t place = 0;
        for (std::size_t first = 1; first < size; first = place * branches + 1) {
            const std::size_t next = nearest_of(places, first, size);
            if (places[next].cost >= last.cost)
                break;
            places[place] = places[next];
            place = next;
        }
        if (size > 0)
            places[place] = last;
        return nearest;
    }

    static std::size_t nearest_of(const Place *places, std::size_t first, std::size_t size) {
        const auto nearer = [places](std::size_t left, std::size_t right) {
            return places[right].cost < places[left].cost ? right : left;
        };
        if (first + branches <= size)
            return nearer(nearer(first, first + 1), nearer(first + 2, first + 3));
        std::size_t nearest = first;
        while (++first < size)
            nearest = nearer(nearest, first);
        return nearest;
    }

    Known steps_to(Network::Index facility) {
        Known &known = known_[facility];
        if (known.first == Network::none) {
            known.first = static_cast<Network::Index>(steps_.size());
            for (const Network::Index incoming : network_.arcs_to(facility))
                if (Step step; find_step(network_.arc(incoming), false, step))
                    steps_.push_back(step);
            known.end = static_cast<Network::Index>(steps_.size());
        }
        return known;
    }

    // False: the lane is of no use.
    bool find_step(const Network::Arc &arc, bool sorted, Step &step) {
        if (!note_schedule(arc))
            return false;
        step.from = arc.from;
        const Network::Node &node = network_.node(arc.to);
        Micros time = arc.transit_time;
        const bool counted = try_later(time, node.handling_time) &&
                             (!sorted || try_later(time, node.sorting_time)) &&
                             (key_.fine ? find_fine_prices(arc, sorted, time, step.prices)
                                        : find_price(arc, sorted, time, step.prices.front()));
        bound_.out_of_range |= !counted;
        return counted;
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

    bool find_price(const Network::Arc &arc, bool sorted, Micros time, Money &price) const {
        const Network::Node &node = network_.node(arc.to);
        Money value_loss = 0;
        return light_.lane(arc, price) && light_.value_loss(time, value_loss) &&
               try_add(price, node.handling_cost) && (!sorted || try_add(price, node.sorting_cost)) &&
               try_add(price, value_loss);
    }

    // A tree is of no use where an item could be less than nothing. A heavier parcel, or one that loses more,
    // never pays less, so the prices of the others lie between the least and the most.
    bool find_fine_prices(const Network::Arc &arc, bool sorted, Micros time, Prices &prices) const {
        const Network::Node &node = network_.node(arc.to);
        Money certain = 0;
        Money lane = 0;
        std::array<Money, 2> value_loss{};
        if (!try_add(certain, node.handling_cost) || (sorted && !try_add(certain, node.sorting_cost)) ||
            !Tariff::in_fractions(certain, certain) || !light_.least_value_loss(time, value_loss[0]) ||
            !greatest_.least_value_loss(time, value_loss[1]) || !light_.least_lane(arc, lane))
            return false;
        std::array<Money, 2> before_loss{certain, certain};
        Money most = 0;
        if (!try_add(before_loss[0], lane) || !greatest_.least_lane(arc, lane) ||
            !try_add(before_loss[1], lane) || __builtin_add_overflow(before_loss[1], value_loss[1], &most) ||
            before_loss[0] + value_loss[0] < 0)
            return false;
        for (std::size_t tree = 0; tree < bound_.trees; ++tree)
            prices[tree] =
                before_loss[corners_[tree].heavy ? 1 : 0] + value_loss[corners_[tree].lossy ? 1 : 0];
        return true;
    }

    const Network &network_;
    const BoundKey &key_;
    Bound &bound_;
    Interrupt interrupt_;
    Tariff light_;
    Tariff greatest_; // of a cell's far corner
    std::array<Corner, Bound::most_trees> corners_;
    std::vector<Step> steps_;
    std::vector<Known> known_;
    std::vector<Money> to_go_;
    std::vector<Place> open_;
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

Bound grow_bound(const Network &network, const BoundKey &key, const Bound *sorted, Interrupt interrupt) {
    Bound bound;
    bound.out_of_range = (key.fine && !fits(key)) || (sorted != nullptr && sorted->out_of_range);
    bound.trees = key.fine ? corner_count(key) : 1;
    if (key.fine && bound.out_of_range)
        return bound;
    bound.to_go.resize(network.size() * bound.trees);
    Grower grower(network, key, bound, interrupt);
    for (std::size_t tree = 0; tree < bound.trees; ++tree)
        grower.grow(tree, sorted);
    if (key.fine && bound.out_of_range)
        bound.to_go = {};
    return bound;
}

} // namespace refusal::core
