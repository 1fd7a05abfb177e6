#include "slot_model.hpp"

#include <algorithm>

using refusal::client::Event;
using refusal::client::Settlement;

namespace {

Event event_of(const std::string &position, long long refusal) {
    Event event;
    event.position = position;
    event.refusal = refusal;
    return event;
}

} // namespace

void SlotModel::write(long long refusal) {
    auto number = std::to_string(feed_.size());
    const auto position = std::string(6 - number.size(), '0') + number;
    feed_.push_back(position);
    refusal_of_[position] = refusal;
}

std::vector<Event> SlotModel::poll(std::size_t most) {
    std::map<std::string, long long> due;
    for (const auto &[refusal, events] : parked_) {
        for (const auto &[position, event] : events) {
            const bool passed = cursor_ > 0 && position <= feed_[cursor_ - 1];
            if (event.waits || !passed) {
                break;
            }
            due[position] = refusal;
        }
    }
    std::vector<Event> handed;
    for (const auto &[position, refusal] : due) {
        if (handed.size() < most) {
            parked_[refusal][position].handed = true;
            handed.push_back(event_of(position, refusal));
        }
    }
    for (auto next = cursor_; next < feed_.size() && handed.size() < most; ++next) {
        const auto refusal = refusal_of_[feed_[next]];
        if (parked_.count(refusal) != 0) {
            parked_[refusal].try_emplace(feed_[next]);
            continue;
        }
        handed.push_back(event_of(feed_[next], refusal));
        handed_ = std::max(handed_, next + 1);
    }
    // With nothing but parked ones ahead the cursor passes them.
    while (cursor_ < feed_.size() && cursor_ == handed_ && parked_.count(refusal_of_[feed_[cursor_]]) != 0 &&
           handed.empty()) {
        ++cursor_;
        handed_ = std::max(handed_, cursor_);
    }
    return handed;
}

void SlotModel::nack(const std::string &position) {
    const auto refusal = refusal_of_[position];
    auto &events = parked_[refusal];
    for (std::size_t place = 0; place < handed_; ++place) {
        if (feed_[place] >= position && refusal_of_[feed_[place]] == refusal && place >= cursor_) {
            events.try_emplace(feed_[place]);
        }
    }
    if (events.count(position) == 0) {
        complaints_.push_back("nack of " + position + ", which is settled");
        return;
    }
    events[position].waits = true;
    for (auto &[later, event] : events) {
        if (later >= position) {
            event.handed = false;
        }
    }
}

void SlotModel::ack(const std::string &upto) {
    const auto check = [this](const std::string &position) {
        if (delivered_.count(position) == 0) {
            complaints_.push_back(position + " was settled and not delivered");
        }
    };
    for (auto events = parked_.begin(); events != parked_.end();) {
        for (auto event = events->second.begin(); event != events->second.end();) {
            if (event->second.handed && event->first <= upto) {
                check(event->first);
                event = events->second.erase(event);
            } else {
                ++event;
            }
        }
        events = events->second.empty() ? parked_.erase(events) : std::next(events);
    }
    while (cursor_ < handed_ && feed_[cursor_] <= upto) {
        const auto refusal = refusal_of_[feed_[cursor_]];
        const auto parked = parked_.find(refusal);
        if (parked == parked_.end() || parked->second.count(feed_[cursor_]) == 0) {
            check(feed_[cursor_]);
        }
        ++cursor_;
    }
}

void SlotModel::take(const Settlement &settlement) {
    for (const auto &failure : settlement.failures) {
        nack(failure.position);
    }
    if (!settlement.upto.empty()) {
        ack(settlement.upto);
    }
}

void SlotModel::make_all_due() {
    for (auto &[refusal, events] : parked_) {
        for (auto &[position, event] : events) {
            event.waits = false;
        }
    }
}

void SlotModel::note_delivered(const std::string &position) {
    delivered_.insert(position);
}
