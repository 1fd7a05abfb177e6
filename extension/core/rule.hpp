#pragma once

#include "core/conditions.hpp"
#include "core/money.hpp"
#include "core/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace refusal::core {

enum class Action : std::uint8_t { redeliver, return_, hold, ask_shop, dispose };
std::string_view action_name(Action action);
std::optional<Action> find_action(std::string_view name);

// When the conditions hold, do this.
struct Rule {
    int id = 0;
    std::string name;
    std::optional<int> rank; // absent: after every rank
    Conditions when;

    Action action = Action::ask_shop;
    std::vector<std::string> destinations; // facility codes, in no order: the planner picks the cheapest
    std::optional<std::string> destination_kind;
    bool needs_sorting = false;
    std::optional<Micros> hold_for;
    std::optional<Micros> decide_within;
    std::optional<Action> default_action;
    std::optional<int> attempt_cap;
    std::optional<Money> redeliver_margin; // what another attempt may cost beyond the return; absent: anything
    std::int64_t value_loss_rate_nano = 0; // a share of the declared value per day, in 1e-9
    bool notify_recipient = false;
    std::optional<std::string> notify_template;
};

// Would it make no difference which of the two decides? Id, name, rank and conditions are not looked at.
bool same_outcome(const Rule &a, const Rule &b);

} // namespace refusal::core
