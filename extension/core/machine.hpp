#pragma once

#include "core/actors.hpp"
#include "core/guards.hpp"

#include <cstddef>
#include <functional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace refusal::core {

// The rows as the tables hold them.
struct StateRow {
    std::string state;
    bool terminal = false;
};

struct TransitionRow {
    std::string from; // empty: the refusal is not recorded yet
    std::string event;
    std::string to;
    std::string guard; // empty: none
    std::vector<std::string> actors;
};

using StateId = int;
using EventId = int;
inline constexpr int unknown_id = -1;
inline constexpr StateId not_recorded = 0; // where the initial transition starts; its name is the empty text

struct Transition {
    StateId from = unknown_id;
    EventId event = unknown_id;
    StateId to = unknown_id;
    Guard guard = Guard::none;
    ActorMask actors = 0;

    bool admits(Actor actor) const { return (actors & actor_bit(actor)) != 0; }
};

// What an UPDATE of the state alone says: the event is known only when exactly one leads there.
struct Inference {
    const Transition *transition = nullptr; // null: none, or ambiguous
    bool ambiguous = false;
};

// The life of a refusal, compiled into arrays: every question about it is one index computation.
class Machine {
public:
    // Throws Error 22023 on the first of problems().
    Machine(const std::vector<StateRow> &states, const std::vector<TransitionRow> &transitions);

    // Everything that keeps the rows from being a machine; empty: nothing does.
    static std::vector<std::string> problems(const std::vector<StateRow> &states,
                                             const std::vector<TransitionRow> &transitions);

    StateId find_state(std::string_view name) const; // unknown_id when there is none
    EventId find_event(std::string_view name) const;
    const std::string &state_name(StateId state) const { return states_.at(static_cast<std::size_t>(state)); }
    const std::string &event_name(EventId event) const { return events_.at(static_cast<std::size_t>(event)); }
    bool terminal(StateId state) const { return terminal_.at(static_cast<std::size_t>(state)); }
    int state_count() const { return static_cast<int>(states_.size()); } // not_recorded included
    int event_count() const { return static_cast<int>(events_.size()); }

    const Transition *transition(StateId from, EventId event) const; // null: the event is out of order
    Inference infer(StateId from, StateId to) const;
    std::span<const Transition> events(StateId from) const; // in the order of the rows

private:
    struct Hash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };
    using Names = std::unordered_map<std::string, int, Hash, std::equal_to<>>;

    bool is_state(StateId state) const { return state >= 0 && state < state_count(); }
    bool is_event(EventId event) const { return event >= 0 && event < event_count(); }

    std::vector<std::string> states_;
    std::vector<bool> terminal_;
    std::vector<std::string> events_;
    Names state_ids_;
    Names event_ids_;
    std::vector<Transition> transitions_; // grouped by from
    std::vector<int> first_;              // first_[from] .. first_[from + 1] in transitions_
    std::vector<int> by_event_;           // [from][event] -> transitions_
    std::vector<int> by_target_;          // [from][to] -> transitions_
};

} // namespace refusal::core
