#include "deliver/window.hpp"

#include <algorithm>
#include <iterator>
#include <utility>

namespace refusal::client {

std::optional<Window::Ready::value_type> Window::ready_of(const Line &line) const {
    if (line.positions.empty() || items_.at(*line.positions.begin()).state != State::waiting) {
        return std::nullopt;
    }
    return std::tuple(line.turn, *line.positions.begin());
}

template <typename Change> void Window::change_line(long long refusal, Change &&change) {
    const auto line = lines_.try_emplace(refusal).first;
    if (const auto before = ready_of(line->second)) {
        ready_.erase(*before);
    }
    change(line->second);
    if (const auto after = ready_of(line->second)) {
        ready_.insert(*after);
    }
    if (line->second.positions.empty()) {
        lines_.erase(line);
    }
}

void Window::add(std::vector<Event> events) {
    for (auto &event : events) {
        const auto position = event.position;
        const auto known = items_.find(position);
        if (known != items_.end() && known->second.state != State::parked) {
            continue;
        }
        if (was_passed(event)) {
            close(items_[position] = {std::move(event), State::delivered}, State::delivered);
            continue;
        }
        const auto refusal = event.refusal;
        change_line(refusal, [&](Line &line) {
            items_[position] = {std::move(event), State::waiting};
            line.positions.insert(position);
        });
    }
}

const Event *Window::next() const {
    return ready_.empty() ? nullptr : &items_.at(std::get<1>(*ready_.begin())).event;
}

void Window::begin(const std::string &position) {
    auto &item = items_.at(position);
    change_line(item.event.refusal, [&](Line &) { item.state = State::sending; });
}

// The event is no longer needed, only its place.
void Window::close(Item &item, State state) {
    item.state = state;
    item.event.cloud_event = {};
}

void Window::delivered(const std::string &position) {
    auto &item = items_.at(position);
    change_line(item.event.refusal, [&](Line &line) {
        close(item, State::delivered);
        line.positions.erase(position);
    });
}

void Window::put_back(const std::string &position) {
    auto &item = items_.at(position);
    change_line(item.event.refusal, [&](Line &line) {
        item.state = State::waiting;
        line.turn = ++last_turn_;
    });
}

void Window::failed(Undelivered failure) {
    auto &item = items_.at(failure.position);
    change_line(item.event.refusal, [&](Line &) { close(item, State::failed); });
    failures_.push_back(std::move(failure));
}

void Window::park(const std::string &position) {
    const auto line = lines_.find(items_.at(position).event.refusal);
    for (const auto &later : line->second.positions) {
        close(items_.at(later), State::parked);
    }
    lines_.erase(line);
}

std::string Window::settled_up_to() const {
    std::string upto;
    for (const auto &[position, item] : items_) {
        if (item.state != State::delivered && item.state != State::parked) {
            break;
        }
        upto = position;
    }
    return upto;
}

bool Window::has_news() const {
    return !failures_.empty() || !settled_up_to().empty();
}

Settlement Window::settle() {
    Settlement settlement;
    settlement.failures = std::exchange(failures_, {});
    for (const auto &failure : settlement.failures) {
        park(failure.position);
    }
    settlement.upto = settled_up_to();
    if (!settlement.upto.empty()) {
        items_.erase(items_.begin(), items_.upper_bound(settlement.upto));
        acknowledged_ = std::max(acknowledged_, settlement.upto);
    }
    note_passed(settlement);
    return settlement;
}

// An earlier one of its refusal would have come before it: whatever comes from now on is to be sent, as after
// a seek().
bool Window::was_passed(const Event &event) {
    if (passed_.erase(event.position) > 0) {
        return true;
    }
    const auto here = passed_.lower_bound(event.position);
    for (auto earlier = passed_.begin(); earlier != here;) {
        earlier = earlier->second == event.refusal ? passed_.erase(earlier) : std::next(earlier);
    }
    return false;
}

void Window::note_passed(const Settlement &settlement) {
    for (const auto &failure : settlement.failures) {
        const auto failed = items_.find(failure.position);
        // What was acknowledged before and is retried is at its place already.
        if (failed == items_.end() || failure.position <= acknowledged_) {
            continue;
        }
        for (auto item = items_.upper_bound(acknowledged_); item != failed; ++item) {
            if (item->second.state == State::delivered &&
                item->second.event.refusal == failed->second.event.refusal) {
                passed_.emplace(item->first, item->second.event.refusal);
            }
        }
    }
}

} // namespace refusal::client
