#include "core/error.hpp"
#include "core/machine.hpp"

#include <boost/test/unit_test.hpp>

#include <algorithm>
#include <cstdlib>
#include <fstream>
#include <map>
#include <random>
#include <set>
#include <sstream>
#include <tuple>

using namespace refusal::core;

namespace {

struct Rows {
    std::vector<StateRow> states;
    std::vector<TransitionRow> transitions;
};

std::vector<std::string> split(const std::string &line, char separator) {
    std::vector<std::string> parts;
    std::stringstream stream(line);
    for (std::string part; std::getline(stream, part, separator);)
        parts.push_back(part);
    return parts;
}

std::string seed_file(const std::string &name) {
    const char *folder = std::getenv("PG_REFUSAL_SEED_DIR");
#ifdef PG_REFUSAL_SEED_DIR
    if (folder == nullptr)
        folder = PG_REFUSAL_SEED_DIR;
#endif
    BOOST_REQUIRE_MESSAGE(folder != nullptr, "PG_REFUSAL_SEED_DIR is not set");
    return std::string(folder) + "/" + name;
}

std::vector<std::vector<std::string>> csv(const std::string &name) {
    std::ifstream file(seed_file(name));
    BOOST_REQUIRE_MESSAGE(file, "cannot read " << name);
    std::vector<std::vector<std::string>> rows;
    std::string line;
    std::getline(file, line); // the header
    while (std::getline(file, line))
        rows.push_back(split(line, ','));
    return rows;
}

const Rows &seed() {
    static const Rows rows = [] {
        Rows seed;
        for (const auto &row : csv("states.csv"))
            seed.states.push_back({row.at(0), row.at(1) == "t"});
        for (const auto &row : csv("machine.csv"))
            seed.transitions.push_back({row.at(0), row.at(1), row.at(2), row.at(3), split(row.at(4), '|')});
        return seed;
    }();
    return rows;
}

// Is it a machine? Told from the rows alone, reachability by closing a matrix.
bool is_machine(const Rows &rows) {
    std::map<std::string, int> number{{"", 0}};
    std::vector<bool> terminal{false};
    for (const StateRow &row : rows.states) {
        if (!number.emplace(row.state, static_cast<int>(number.size())).second)
            return false;
        terminal.push_back(row.terminal);
    }
    const std::size_t n = number.size();
    std::vector<std::vector<bool>> path(n, std::vector<bool>(n, false));
    std::set<std::pair<std::string, std::string>> seen;
    bool captured = false;
    for (const TransitionRow &row : rows.transitions) {
        const bool known = number.contains(row.from) && number.contains(row.to) && !row.to.empty();
        const bool guarded =
            std::find(guard_names.begin(), guard_names.end(), row.guard) != guard_names.end();
        const bool staffed = std::all_of(row.actors.begin(), row.actors.end(), [](const std::string &actor) {
            return std::find(actor_names.begin(), actor_names.end(), actor) != actor_names.end();
        });
        if (!known || !guarded || !staffed || row.actors.empty() || row.event.empty() ||
            !seen.emplace(row.from, row.event).second || (row.from.empty() && row.event != "capture"))
            return false;
        captured = captured || row.from.empty();
        const auto from = static_cast<std::size_t>(number[row.from]);
        if (terminal[from])
            return false;
        path[from][static_cast<std::size_t>(number[row.to])] = true;
    }
    for (std::size_t k = 0; k < n; ++k) {
        for (std::size_t i = 0; i < n; ++i) {
            for (std::size_t j = 0; j < n; ++j)
                path[i][j] = path[i][j] || (path[i][k] && path[k][j]);
        }
    }
    for (std::size_t state = 1; state < n; ++state) {
        bool ends = terminal[state];
        for (std::size_t other = 1; other < n; ++other)
            ends = ends || (terminal[other] && path[state][other]);
        if (!path[0][state] || !ends)
            return false;
    }
    return captured;
}

bool compiles(const Rows &rows) {
    try {
        const Machine machine(rows.states, rows.transitions);
        return true;
    } catch (const Error &error) {
        BOOST_TEST(error.sqlstate == "22023");
        BOOST_TEST(error.what() == Machine::problems(rows.states, rows.transitions).front());
        return false;
    }
}

Machine small_machine() {
    return {{{"open", false}, {"done", true}},
            {{"", "capture", "open", "", {"courier"}},
             {"open", "close", "done", "reason_given", {"shop", "system"}},
             {"open", "void", "done", "", {"supervisor"}},
             {"open", "sight", "open", "", {"courier"}}}};
}

bool mentions(const std::vector<std::string> &problems, const std::string &problem) {
    return std::find(problems.begin(), problems.end(), problem) != problems.end();
}

std::size_t below(std::mt19937 &engine, std::size_t n) {
    return engine() % n;
}

void mutate(Rows &rows, std::mt19937 &engine) {
    const auto row = [&]() -> TransitionRow & {
        return rows.transitions[below(engine, rows.transitions.size())];
    };
    const auto state = [&]() -> StateRow & { return rows.states[below(engine, rows.states.size())]; };
    switch (below(engine, 11)) {
    case 0:
        rows.transitions.erase(rows.transitions.begin() +
                               static_cast<std::ptrdiff_t>(below(engine, rows.transitions.size())));
        break;
    case 1:
        rows.transitions.push_back(row());
        rows.transitions.back().to = state().state;
        break;
    case 2:
        row().to = state().state;
        break;
    case 3:
        row().from = below(engine, 4) == 0 ? "" : state().state;
        break;
    case 4:
        state().terminal ^= true;
        break;
    case 5:
        row().guard = below(engine, 2) == 0 ? "" : "weather_permits";
        break;
    case 6:
        row().actors =
            below(engine, 2) == 0 ? std::vector<std::string>{} : std::vector<std::string>{"nobody"};
        break;
    case 7:
        rows.states.push_back(below(engine, 2) == 0 ? state() : StateRow{"stranded", below(engine, 2) == 0});
        break;
    case 8:
        rows.states.erase(rows.states.begin() +
                          static_cast<std::ptrdiff_t>(below(engine, rows.states.size())));
        break;
    case 9:
        if (below(engine, 2) == 0)
            row().event = "";
        else
            state().state = "";
        break;
    default:
        row().event = below(engine, 2) == 0 ? "capture" : "sight";
        break;
    }
}

} // namespace

BOOST_AUTO_TEST_SUITE(machine)

BOOST_AUTO_TEST_CASE(the_compiled_table_is_the_rows_and_nothing_else) {
    const Machine machine(seed().states, seed().transitions);
    std::map<std::pair<std::string, std::string>, TransitionRow> rows;
    for (const TransitionRow &row : seed().transitions)
        rows.emplace(std::pair(row.from, row.event), row);

    std::size_t found = 0;
    for (StateId from = 0; from < machine.state_count(); ++from) {
        for (EventId event = 0; event < machine.event_count(); ++event) {
            const auto row = rows.find({machine.state_name(from), machine.event_name(event)});
            const Transition *transition = machine.transition(from, event);
            BOOST_REQUIRE_EQUAL(transition != nullptr, row != rows.end());
            if (transition == nullptr)
                continue;
            ++found;
            BOOST_TEST(machine.state_name(transition->from) == row->second.from);
            BOOST_TEST(machine.event_name(transition->event) == row->second.event);
            BOOST_TEST(machine.state_name(transition->to) == row->second.to);
            BOOST_TEST(guard_name(transition->guard) == row->second.guard);
            for (std::size_t i = 0; i < actor_names.size(); ++i) {
                const std::string name(actor_names[i]);
                const auto &actors = row->second.actors;
                BOOST_TEST(transition->admits(find_actor(name).value()) ==
                           (std::find(actors.begin(), actors.end(), name) != actors.end()));
            }
        }
    }
    BOOST_TEST(found == seed().transitions.size());
    for (const StateRow &row : seed().states)
        BOOST_TEST(machine.terminal(machine.find_state(row.state)) == row.terminal);
}

BOOST_AUTO_TEST_CASE(a_terminal_state_accepts_no_event) {
    const Machine machine(seed().states, seed().transitions);
    for (StateId state = 0; state < machine.state_count(); ++state) {
        if (!machine.terminal(state))
            continue;
        BOOST_TEST(machine.events(state).empty());
        for (EventId event = 0; event < machine.event_count(); ++event)
            BOOST_TEST(machine.transition(state, event) == nullptr);
    }
}

BOOST_AUTO_TEST_CASE(the_events_of_a_state_come_in_the_order_of_the_rows) {
    const Machine machine(seed().states, seed().transitions);
    for (StateId state = 0; state < machine.state_count(); ++state) {
        std::vector<std::string> expected;
        for (const TransitionRow &row : seed().transitions) {
            if (row.from == machine.state_name(state))
                expected.push_back(row.event);
        }
        std::vector<std::string> found;
        for (const Transition &transition : machine.events(state))
            found.push_back(machine.event_name(transition.event));
        BOOST_TEST(found == expected, boost::test_tools::per_element());
    }
}

BOOST_AUTO_TEST_CASE(an_event_is_inferred_only_when_exactly_one_leads_there) {
    const Machine machine(seed().states, seed().transitions);
    for (StateId from = 0; from < machine.state_count(); ++from) {
        for (StateId to = 0; to < machine.state_count(); ++to) {
            std::vector<std::string> leading;
            for (const TransitionRow &row : seed().transitions) {
                if (row.from == machine.state_name(from) && row.to == machine.state_name(to))
                    leading.push_back(row.event);
            }
            const Inference inference = machine.infer(from, to);
            BOOST_REQUIRE_EQUAL(inference.transition != nullptr, leading.size() == 1);
            BOOST_REQUIRE_EQUAL(inference.ambiguous, leading.size() > 1);
            if (inference.transition != nullptr)
                BOOST_TEST(machine.event_name(inference.transition->event) == leading.front());
        }
    }
}

BOOST_AUTO_TEST_CASE(what_is_unknown_leads_nowhere) {
    const Machine machine = small_machine();
    BOOST_TEST(machine.find_state("") == not_recorded);
    BOOST_TEST(machine.find_state("nowhere") == unknown_id);
    BOOST_TEST(machine.find_event("nothing") == unknown_id);
    BOOST_TEST(machine.transition(unknown_id, 0) == nullptr);
    BOOST_TEST(machine.transition(not_recorded, unknown_id) == nullptr);
    BOOST_TEST(machine.transition(machine.state_count(), 0) == nullptr);
    BOOST_TEST(machine.transition(not_recorded, machine.event_count()) == nullptr);
    BOOST_TEST(machine.infer(unknown_id, not_recorded).transition == nullptr);
    BOOST_TEST(machine.events(unknown_id).empty());
}

BOOST_AUTO_TEST_CASE(the_shipped_machine_has_no_problem) {
    BOOST_TEST(is_machine(seed()));
    BOOST_TEST(Machine::problems(seed().states, seed().transitions).empty());
}

BOOST_AUTO_TEST_CASE(a_mutated_machine_is_refused_exactly_when_it_is_none) {
    std::mt19937 engine(11);
    int refused = 0;
    for (int round = 0; round < 2'000; ++round) {
        Rows rows = seed();
        for (std::size_t i = 0; i <= below(engine, 2); ++i)
            mutate(rows, engine);
        BOOST_REQUIRE_EQUAL(compiles(rows), is_machine(rows));
        refused += is_machine(rows) ? 0 : 1;
    }
    BOOST_TEST(refused > 500);
    BOOST_TEST(refused < 2'000);
}

// Few transitions between few states: most of them strand some state.
BOOST_AUTO_TEST_CASE(a_random_graph_is_refused_exactly_when_it_is_no_machine) {
    std::mt19937 engine(12);
    int accepted = 0;
    for (int round = 0; round < 20'000; ++round) {
        Rows rows;
        const std::vector<std::string> names{"", "a", "b", "c", "d"};
        const std::vector<std::string> events{"capture", "x", "y"};
        for (std::size_t s = 1; s <= 2 + below(engine, 3); ++s)
            rows.states.push_back({names[s], s > 1 && below(engine, 2) == 0});
        rows.transitions.push_back({"", "capture", "a", "", {"courier"}});
        for (std::size_t i = 0; i < 1 + below(engine, 5); ++i)
            rows.transitions.push_back({names[1 + below(engine, rows.states.size())],
                                        events[below(engine, 3)],
                                        names[1 + below(engine, rows.states.size())],
                                        "",
                                        {"shop"}});
        BOOST_REQUIRE_EQUAL(Machine::problems(rows.states, rows.transitions).empty(), is_machine(rows));
        accepted += is_machine(rows) ? 1 : 0;
    }
    BOOST_TEST(accepted > 300);
}

BOOST_AUTO_TEST_CASE(each_problem_names_its_row) {
    const std::vector<StateRow> states{{"open", false}, {"done", true}, {"lost", false}, {"open", false}};
    const std::vector<TransitionRow> transitions{
        {"", "begin", "open", "", {"courier"}}, {"open", "close", "done", "weather_permits", {"shop"}},
        {"open", "close", "lost", "", {}},      {"open", "void", "nowhere", "", {"nobody"}},
        {"gone", "void", "done", "", {"shop"}}, {"done", "reopen", "open", "", {"shop"}},
    };
    const std::vector<std::string> found = Machine::problems(states, transitions);
    for (const char *problem : {
             R"(state "open" is defined twice)",
             R"(event "begin" cannot come before the first state, only "capture" can)",
             R"(no state is entered by event "capture")",
             R"(event "close" in state "open" names unknown guard "weather_permits")",
             R"(event "close" in state "open" is defined twice)",
             R"(event "close" in state "open" has no actors)",
             R"(event "void" in state "open" leads to unknown state "nowhere")",
             R"(event "void" in state "open" names unknown actor "nobody")",
             R"(event "void" in state "gone" leaves an unknown state)",
             R"(event "reopen" in state "done" leaves a terminal state)",
             R"(no terminal state can be reached from state "lost")",
         })
        BOOST_TEST(mentions(found, problem), problem);
    BOOST_TEST(mentions(
        Machine::problems({{"open", false}, {"done", true}, {"spare", true}},
                          {{"", "capture", "open", "", {"shop"}}, {"open", "close", "done", "", {"shop"}}}),
        R"(state "spare" cannot be reached)"));
}

BOOST_AUTO_TEST_SUITE_END()
