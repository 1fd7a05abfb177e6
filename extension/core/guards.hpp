#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

namespace refusal::core {

// The named conditions a transition may demand. The list is fixed because each one is code in the backend;
// which transition demands which is data, so a table may only name what is listed here.
enum class Guard : std::uint8_t {
    none,
    lines_refused,
    proof_missing,
    attempts_left,
    route_exists,
    storage_available,
    retract_window,
    reason_given,
    document_given,
    deadline_passed,
    date_given,
    address_given,
    leg_matches,
    at_destination,
    before_cutoff,
    line_known,
    line_graded,
    lines_disposed,
    search_elapsed,
};

// In the order of the enum; a transition without a guard names it by the empty text.
inline constexpr std::array<std::string_view, 19> guard_names{
    "",
    "lines_refused",
    "proof_missing",
    "attempts_left",
    "route_exists",
    "storage_available",
    "retract_window",
    "reason_given",
    "document_given",
    "deadline_passed",
    "date_given",
    "address_given",
    "leg_matches",
    "at_destination",
    "before_cutoff",
    "line_known",
    "line_graded",
    "lines_disposed",
    "search_elapsed",
};
static_assert(guard_names.size() == static_cast<std::size_t>(Guard::search_elapsed) + 1);

constexpr std::string_view guard_name(Guard guard) {
    return guard_names[static_cast<std::size_t>(guard)];
}

constexpr std::optional<Guard> find_guard(std::string_view name) {
    for (std::size_t i = 0; i < guard_names.size(); ++i) {
        if (guard_names[i] == name)
            return static_cast<Guard>(i);
    }
    return std::nullopt;
}

} // namespace refusal::core
