#include "core/rule.hpp"

#include <algorithm>
#include <array>
#include <tuple>

namespace refusal::core {

namespace {

constexpr std::array<std::string_view, 5> action_names{"redeliver", "return", "hold", "ask_shop", "dispose"};

std::vector<std::string> as_set(std::vector<std::string> texts) {
    std::sort(texts.begin(), texts.end());
    texts.erase(std::unique(texts.begin(), texts.end()), texts.end());
    return texts;
}

auto outcome(const Rule &rule) {
    return std::tie(rule.action, rule.destination_kind, rule.needs_sorting, rule.hold_for, rule.decide_within,
                    rule.default_action, rule.attempt_cap, rule.redeliver_margin, rule.value_loss_rate_nano,
                    rule.notify_recipient, rule.notify_template);
}

} // namespace

std::string_view action_name(Action action) {
    return action_names[static_cast<std::size_t>(action)];
}

std::optional<Action> find_action(std::string_view name) {
    for (std::size_t i = 0; i < action_names.size(); ++i) {
        if (action_names[i] == name)
            return static_cast<Action>(i);
    }
    return std::nullopt;
}

bool same_outcome(const Rule &a, const Rule &b) {
    return outcome(a) == outcome(b) &&
           (a.destinations == b.destinations || as_set(a.destinations) == as_set(b.destinations));
}

} // namespace refusal::core
