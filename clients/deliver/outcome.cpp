#include "deliver/outcome.hpp"

#include <algorithm>

namespace refusal::client {

namespace {

using std::chrono::seconds;

constexpr long too_many_requests = 429;
constexpr long unavailable = 503;
constexpr long gone = 410;
constexpr auto shortest_pause = seconds(1);
constexpr auto longest_pause = std::chrono::hours(24);

bool is_kind(long status, long hundreds) {
    return status / 100 == hundreds;
}

std::optional<seconds> pause_of(const Response &response) {
    if (response.status == too_many_requests) {
        return std::clamp<seconds>(response.retry_after.value_or(shortest_pause), shortest_pause,
                                   longest_pause);
    }
    if (response.status == unavailable && response.retry_after) {
        return std::clamp<seconds>(*response.retry_after, shortest_pause, longest_pause);
    }
    return std::nullopt;
}

} // namespace

Outcome outcome_of(const Response &response) {
    Outcome outcome;
    if (response.was_lacking) {
        outcome.kind = Outcome::Kind::not_tried;
        outcome.error = response.error;
        outcome.pause = shortest_pause;
        return outcome;
    }
    if (!response.error.empty()) {
        outcome.error = response.error;
        outcome.endpoint_down = true;
        return outcome;
    }
    if (is_kind(response.status, 2)) {
        outcome.kind = Outcome::Kind::delivered;
        return outcome;
    }
    outcome.error = "answered " + std::to_string(response.status);
    if (is_kind(response.status, 3)) {
        outcome.error += ": redirects are not followed";
    }
    if (response.status == gone) {
        outcome.error += ": gone, no attempt will be made again";
        outcome.kind = Outcome::Kind::gone;
    }
    outcome.pause = pause_of(response);
    // A second again and again would soon use up the attempts of whoever names no time.
    if (response.retry_after) {
        outcome.retry_in = outcome.pause;
    }
    outcome.endpoint_down = is_kind(response.status, 5);
    return outcome;
}

} // namespace refusal::client
