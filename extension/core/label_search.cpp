#include "core/label_search.hpp"

#include "core/leg.hpp"
#include "core/reachability.hpp"

#include <algorithm>

namespace refusal::core {

namespace {

// A heap whose front is the least: by cost, then by time.
constexpr auto comes_later = [](const auto &left, const auto &right) {
    return left.cost != right.cost ? left.cost > right.cost : left.ready_at > right.ready_at;
};

Breakdown add(Breakdown sum, const Leg &leg) {
    sum.lanes += leg.lane;
    sum.handling += leg.handling;
    sum.sorting += leg.sorting;
    sum.storage += leg.storage;
    sum.value_loss += leg.value_loss;
    return sum;
}

} // namespace

Found LabelSearch::run(const Journey &journey, Interrupt interrupt) {
    constexpr unsigned poll_every = 1024;
    constexpr unsigned doubt_after = 8 * poll_every;
    journey_ = &journey;
    hours_ = network_.hours(journey.destination);
    best_ = Label::none;
    out_of_range_ =
        journey.sorted.bound().out_of_range ||
        (journey.unsorted != nullptr && journey.unsorted->bound().out_of_range);
    prospects_ = prospects();
    labels_.begin(prospects_, journey.tariff);
    open_.clear();
    if (!passes(journey.request, network_.node(journey.destination)))
        return Found::nothing;
    start();
    for (unsigned taken = 1; !open_.empty(); ++taken) {
        if (taken % poll_every == 0)
            poll(interrupt);
        if (labels_.size() > journey.max_labels)
            return Found::too_many_labels;
        if (taken == doubt_after && best_ == Label::none &&
            !reachable(network_, journey.request, journey.origin, journey.destination, interrupt))
            break;
        std::ranges::pop_heap(open_, comes_later);
        const Open next = open_.back();
        open_.pop_back();
        const Label &label = labels_[next.label];
        if (best_ != Label::none && next.cost > labels_[best_].cost)
            break;
        if (!label.dominated && !hopeless(next.cost, label.ready_at, label.legs))
            expand(next.label);
    }
    if (best_ != Label::none)
        return Found::plan;
    return out_of_range_ ? Found::out_of_range : Found::nothing;
}

Prospects LabelSearch::prospects() const {
    const Bound &bound = journey_->sorted.bound();
    const PlanRequest &request = journey_->request;
    Prospects result;
    result.waits = bound.timetabled || bound.last_start > request.ready_at;
    result.ends = bound.ends;
    result.closes = hours_.ever_closed();
    result.closing_costs = result.closes && journey_->tariff.loses_value();
    result.regular_since = bound.last_start;
    if (result.closing_costs)
        result.regular_since = std::max(result.regular_since, hours_.regular_since());
    for (const FullDeparture &each : request.full)
        result.regular_since = std::max(result.regular_since, each.departs_at + 1);
    return result;
}

void LabelSearch::start() {
    const PlanRequest &request = journey_->request;
    const Network::Node &node = network_.node(journey_->origin);
    Label label;
    label.facility = journey_->origin;
    label.ready_at = request.ready_at;
    label.needs_sorting = request.needs_sorting;
    const auto begin_with = [this](const Label &first) {
        if (first.facility == journey_->destination && !first.needs_sorting)
            finish(first);
        push(first);
    };
    begin_with(label);
    if (!request.needs_sorting || !node.sorts || !passes(request, node))
        return;
    label.needs_sorting = false;
    label.sorted_after = 0;
    label.cost = node.sorting_cost;
    if (try_later(label.ready_at, node.sorting_time))
        begin_with(label);
    else
        out_of_range_ = true;
}

void LabelSearch::expand(std::uint32_t from) {
    for (const Network::Arc &arc : network_.arcs_from(labels_[from].facility))
        if (passes(journey_->request, network_.node(arc.to)))
            follow(from, arc);
}

void LabelSearch::follow(std::uint32_t from, const Network::Arc &arc) {
    const Label &label = labels_[from];
    const bool needs_sorting = label.needs_sorting;
    const bool sorts = needs_sorting && network_.node(arc.to).sorts;
    if (!sorts && !onward(needs_sorting).reaches(arc.to))
        return;
    Leg leg;
    const Ride possible = ride(network_, arc, journey_->request, journey_->tariff, label.ready_at, leg);
    out_of_range_ |= possible == Ride::out_of_range;
    if (possible != Ride::possible)
        return;
    enter(from, arc, leg, false);
    if (sorts)
        enter(from, arc, leg, true);
}

void LabelSearch::enter(std::uint32_t from, const Network::Arc &arc, Leg &leg, bool sort) {
    Label label = labels_[from];
    label.parent = from;
    label.needs_sorting = label.needs_sorting && !sort;
    if (sort)
        label.sorted_after = label.legs + 1;
    const bool may_end = arc.to == journey_->destination && !label.needs_sorting;
    if (may_end) {
        Label last = label;
        if (extend(last, arc, leg, sort, &hours_))
            finish(last);
        // Coming back later is never better, unless what is lost by waiting at the door is not lost on the
        // way, or it is sorted while the door is closed to those who end here.
        if (!prospects_.closing_costs && !(sort && prospects_.closes))
            return;
    }
    if (extend(label, arc, leg, sort, nullptr))
        push(label);
}

bool LabelSearch::extend(Label &label, const Network::Arc &arc, Leg &leg, bool sort,
                         const OpeningHours *hours) {
    const bool counted =
        core::enter(network_.node(arc.to), journey_->tariff, label.ready_at, sort, hours, leg) &&
        add_cost(leg, label.cost);
    out_of_range_ |= !counted;
    label.ready_at = leg.ready_at;
    label.facility = arc.to;
    label.arc = network_.index_of(arc);
    ++label.legs;
    return counted;
}

void LabelSearch::push(const Label &label) {
    const Money to_go = onward(label.needs_sorting).to_go(label.facility);
    Money cost = label.cost;
    if (to_go == Bound::unreachable)
        return;
    if (!try_add(cost, to_go)) {
        out_of_range_ = true;
        return;
    }
    if (hopeless(cost, label.ready_at, label.legs))
        return;
    if (const std::uint32_t kept = labels_.offer(label); kept != Label::none) {
        open_.push_back({cost, label.ready_at, kept});
        std::ranges::push_heap(open_, comes_later);
    }
}

void LabelSearch::finish(const Label &label) {
    const std::uint32_t ended = labels_.append(label);
    const auto better = [this, &label, ended] {
        const Label &best = labels_[best_];
        if (label.cost != best.cost)
            return label.cost < best.cost;
        if (label.ready_at != best.ready_at)
            return label.ready_at < best.ready_at;
        return labels_.compare_ways(ended, best_) < 0;
    };
    if (best_ == Label::none || better())
        best_ = ended;
    else
        labels_.drop_last();
}

// A label one leg or more before its end, that cannot come before the best plan there is.
bool LabelSearch::hopeless(Money cost, Micros ready_at, std::uint32_t legs) const {
    if (best_ == Label::none)
        return false;
    const Label &best = labels_[best_];
    if (cost != best.cost)
        return cost > best.cost;
    return ready_at > best.ready_at || (ready_at == best.ready_at && legs >= best.legs);
}

// The search kept only totals; its legs are ridden once more for what they are made of.
Plan LabelSearch::plan() const {
    const Label &end = labels_[best_];
    Plan result;
    result.destination = network_.facility(journey_->destination).id;
    result.cost = end.cost;
    result.arrives_at = end.ready_at;
    result.legs.resize(end.legs);
    for (std::uint32_t label = best_; labels_[label].legs > 0; label = labels_[label].parent)
        result.legs[labels_[label].legs - 1] = leg_to(label);
    result.sorted_at_origin = end.sorted_after == 0;
    if (result.sorted_at_origin)
        result.origin_sorting = network_.node(journey_->origin).sorting_cost;
    result.breakdown.sorting = result.origin_sorting;
    for (const Leg &leg : result.legs)
        result.breakdown = add(result.breakdown, leg);
    return result;
}

Leg LabelSearch::leg_to(std::uint32_t label) const {
    const Label &end = labels_[label];
    const Label &begin = labels_[end.parent];
    const Network::Arc &arc = network_.arc(end.arc);
    Leg leg;
    leg.lane_id = arc.lane_id;
    leg.from = network_.facility(arc.from).id;
    leg.to = network_.facility(arc.to).id;
    ride(network_, arc, journey_->request, journey_->tariff, begin.ready_at, leg);
    core::enter(network_.node(arc.to), journey_->tariff, begin.ready_at, end.sorted_after == end.legs,
                label == best_ ? &hours_ : nullptr, leg);
    return leg;
}

} // namespace refusal::core
