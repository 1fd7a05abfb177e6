#include "core/machine.hpp"

#include <map>
#include <set>
#include <utility>

namespace refusal::core {

namespace {

using Edges = std::map<std::string_view, std::set<std::string_view>>;

constexpr std::string_view initial_event = "capture";

std::string quoted(std::string_view text) {
    return '"' + std::string(text) + '"';
}

std::string from_text(const TransitionRow &row) {
    return row.from.empty() ? "before the first state" : "in state " + quoted(row.from);
}

std::string row_text(const TransitionRow &row) {
    return "event " + quoted(row.event) + " " + from_text(row);
}

std::set<std::string_view> reachable(const std::set<std::string_view> &starts, const Edges &edges) {
    std::set<std::string_view> seen(starts);
    std::vector<std::string_view> queue(starts.begin(), starts.end());
    while (!queue.empty()) {
        const auto next = edges.find(queue.back());
        queue.pop_back();
        if (next == edges.end())
            continue;
        for (const std::string_view state : next->second) {
            if (seen.insert(state).second)
                queue.push_back(state);
        }
    }
    return seen;
}

// Collects what is wrong with the rows, one message each.
class Inspection {
public:
    Inspection(const std::vector<StateRow> &states, const std::vector<TransitionRow> &transitions)
        : states_(states), transitions_(transitions) {}

    std::vector<std::string> run() {
        check_states();
        for (const TransitionRow &row : transitions_)
            check_row(row);
        check_graph();
        return std::move(problems_);
    }

private:
    void check_states() {
        for (const StateRow &row : states_) {
            if (row.state.empty())
                problems_.emplace_back("a state has no name");
            else if (!terminal_.emplace(row.state, row.terminal).second)
                problems_.push_back("state " + quoted(row.state) + " is defined twice");
        }
    }

    void check_row(const TransitionRow &row) {
        const std::string text = row_text(row);
        if (row.event.empty())
            problems_.push_back("a transition " + from_text(row) + " has no event");
        if (!row.from.empty() && !terminal_.contains(row.from))
            problems_.push_back(text + " leaves an unknown state");
        if (!terminal_.contains(row.to))
            problems_.push_back(text + " leads to unknown state " + quoted(row.to));
        if (!targets_.emplace(std::pair<std::string_view, std::string_view>(row.from, row.event), row.to)
                 .second)
            problems_.push_back(text + " is defined twice");
        if (!find_guard(row.guard))
            problems_.push_back(text + " names unknown guard " + quoted(row.guard));
        if (row.actors.empty())
            problems_.push_back(text + " has no actors");
        for (const std::string &actor : row.actors) {
            if (!find_actor(actor))
                problems_.push_back(text + " names unknown actor " + quoted(actor));
        }
        if (row.from.empty() && row.event != initial_event)
            problems_.push_back("event " + quoted(row.event) + " cannot come before the first state, only " +
                                quoted(initial_event) + " can");
        if (const auto from = terminal_.find(row.from); from != terminal_.end() && from->second)
            problems_.push_back(text + " leaves a terminal state");
    }

    void check_graph() {
        Edges forward;
        Edges backward;
        for (const TransitionRow &row : transitions_) {
            forward[row.from].insert(row.to);
            backward[row.to].insert(row.from);
        }
        const bool begins = targets_.contains({std::string_view{}, initial_event});
        if (!begins)
            problems_.push_back("no state is entered by event " + quoted(initial_event));

        std::set<std::string_view> ends;
        for (const auto &[state, terminal] : terminal_) {
            if (terminal)
                ends.insert(state);
        }
        const std::set<std::string_view> entered = reachable({std::string_view{}}, forward);
        const std::set<std::string_view> ending = reachable(ends, backward);
        for (const auto &[state, terminal] : terminal_) {
            if (begins && !entered.contains(state))
                problems_.push_back("state " + quoted(state) + " cannot be reached");
            if (!terminal && !ending.contains(state))
                problems_.push_back("no terminal state can be reached from state " + quoted(state));
        }
    }

    const std::vector<StateRow> &states_;
    const std::vector<TransitionRow> &transitions_;
    std::map<std::string_view, bool> terminal_; // the states known
    std::map<std::pair<std::string_view, std::string_view>, std::string_view> targets_;
    std::vector<std::string> problems_;
};

} // namespace

std::vector<std::string> Machine::problems(const std::vector<StateRow> &states,
                                           const std::vector<TransitionRow> &transitions) {
    return Inspection(states, transitions).run();
}

} // namespace refusal::core
