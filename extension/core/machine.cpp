#include "core/machine.hpp"

#include "core/error.hpp"

#include <algorithm>

namespace refusal::core {

namespace {

constexpr int none = -1;
constexpr int several = -2;

std::size_t cell(int row, int column, int columns) {
    return static_cast<std::size_t>(row) * static_cast<std::size_t>(columns) +
           static_cast<std::size_t>(column);
}

ActorMask mask_of(const std::vector<std::string> &actors) {
    ActorMask mask = 0;
    for (const std::string &actor : actors)
        mask = static_cast<ActorMask>(mask | actor_bit(find_actor(actor).value()));
    return mask;
}

} // namespace

Machine::Machine(const std::vector<StateRow> &states, const std::vector<TransitionRow> &transitions) {
    if (const std::vector<std::string> found = problems(states, transitions); !found.empty())
        throw Error("22023", found.front());

    states_.emplace_back(); // not_recorded
    terminal_.push_back(false);
    for (const StateRow &row : states) {
        states_.push_back(row.state);
        terminal_.push_back(row.terminal);
    }
    for (StateId state = 0; state < state_count(); ++state)
        state_ids_.emplace(state_name(state), state);
    for (const TransitionRow &row : transitions) {
        if (event_ids_.emplace(row.event, event_count()).second)
            events_.push_back(row.event);
    }

    transitions_.reserve(transitions.size());
    for (const TransitionRow &row : transitions)
        transitions_.push_back({find_state(row.from), find_event(row.event), find_state(row.to),
                                find_guard(row.guard).value(), mask_of(row.actors)});
    std::stable_sort(transitions_.begin(), transitions_.end(),
                     [](const Transition &a, const Transition &b) { return a.from < b.from; });

    first_.assign(states_.size() + 1, 0);
    by_event_.assign(states_.size() * events_.size(), none);
    by_target_.assign(states_.size() * states_.size(), none);
    for (std::size_t i = 0; i < transitions_.size(); ++i) {
        const Transition &t = transitions_[i];
        const int index = static_cast<int>(i);
        first_[static_cast<std::size_t>(t.from) + 1] = index + 1;
        by_event_[cell(t.from, t.event, event_count())] = index;
        int &target = by_target_[cell(t.from, t.to, state_count())];
        target = target == none ? index : several;
    }
    // A state without transitions ends where the one before it did.
    for (std::size_t s = 1; s < first_.size(); ++s)
        first_[s] = std::max(first_[s], first_[s - 1]);
}

StateId Machine::find_state(std::string_view name) const {
    const auto found = state_ids_.find(name);
    return found == state_ids_.end() ? unknown_id : found->second;
}

EventId Machine::find_event(std::string_view name) const {
    const auto found = event_ids_.find(name);
    return found == event_ids_.end() ? unknown_id : found->second;
}

const Transition *Machine::transition(StateId from, EventId event) const {
    if (!is_state(from) || !is_event(event))
        return nullptr;
    const int index = by_event_[cell(from, event, event_count())];
    return index == none ? nullptr : &transitions_[static_cast<std::size_t>(index)];
}

Inference Machine::infer(StateId from, StateId to) const {
    if (!is_state(from) || !is_state(to))
        return {};
    const int index = by_target_[cell(from, to, state_count())];
    if (index == none || index == several)
        return {nullptr, index == several};
    return {&transitions_[static_cast<std::size_t>(index)], false};
}

std::span<const Transition> Machine::events(StateId from) const {
    if (!is_state(from))
        return {};
    const auto first = static_cast<std::size_t>(first_[static_cast<std::size_t>(from)]);
    const auto last = static_cast<std::size_t>(first_[static_cast<std::size_t>(from) + 1]);
    return std::span(transitions_).subspan(first, last - first);
}

} // namespace refusal::core
