#include "cabinet/live_page.hpp"

#include <algorithm>
#include <memory>
#include <utility>

namespace refusal::client::cabinet {

namespace {

// A page that takes no more than that while more comes is closed: it returns with the position that it has.
constexpr std::size_t most_waiting_bytes = 1024 * 1024;
// Whoever has missed more than that had better read anew.
constexpr std::size_t most_missed = 10000;

// Of what was read, that up to a position.
LiveEvents only_upto(LiveEvents read, const std::string &position) {
    if (read.upto > position) {
        const auto beyond = std::find_if(read.events.begin(), read.events.end(),
                                         [&position](const auto &event) { return event.first > position; });
        read.events.erase(beyond, read.events.end());
        read.upto = position;
    }
    return read;
}

} // namespace

LivePage::LivePage(LivePages &pages, const LiveStart &start, std::string upto)
    : pages_(pages), shop_(start.shop), token_(start.token), position_(start.position),
      target_(std::move(upto)), catching_up_(start.behind && !start.reset && start.position < target_) {
    // At once: the browser is to know that it is connected, and from where.
    own_.push_back(start.reset ? reset_to(start.position) : cabinet::ping(start.position));
}

void LivePage::next(Taken taken) {
    taken_ = std::move(taken);
    if (ended_) {
        return give(nullptr);
    }
    catching_up_ = catching_up_ && position_ < target_;
    if (!own_.empty()) {
        const auto message = std::move(own_.front());
        own_.pop_front();
        give(message);
    } else if (catching_up_) {
        catch_up();
    } else if (!waiting_.empty()) {
        const auto message = std::move(waiting_.front());
        waiting_.pop_front();
        waiting_bytes_ -= message->size();
        give(message);
    }
}

void LivePage::catch_up() {
    if (ended_ || !own_.empty() || std::exchange(reading_, true)) {
        return;
    }
    pages_.pool_.run<LiveEvents>(
        true,
        [shop = shop_, position = position_](pqxx::connection &connection) {
            return read_live(connection, shop, position);
        },
        [self = shared_from_this()](Outcome<LiveEvents> outcome) { self->caught_up(std::move(outcome)); });
}

void LivePage::caught_up(Outcome<LiveEvents> outcome) {
    reading_ = false;
    if (ended_) {
        return;
    }
    if (const auto *problem = std::get_if<Problem>(&outcome)) {
        if (problem->status != 503) {
            return end(false);
        }
        // The database is away: the page stays, and goes on when it is back.
        return pages_.loop_.after(std::chrono::seconds(1), [self = shared_from_this()] { self->catch_up(); });
    }
    const auto read = only_upto(std::move(std::get<LiveEvents>(outcome)), target_);
    missed_ += read.events.size();
    position_ = missed_ > most_missed ? target_ : read.upto;
    if (missed_ > most_missed) {
        own_.push_back(reset_to(target_));
    } else if (!read.events.empty()) {
        own_.push_back(message_of(read));
    }
    if (taken_) {
        next(std::move(taken_));
    }
}

void LivePage::push(const Told &told) {
    if (told.reset) {
        // Nothing of what it had to catch up with is known any more.
        position_ = told.upto;
        catching_up_ = false;
    } else if (told.upto <= position_) {
        return;
    }
    if (taken_ && !catching_up_) {
        return give(told.message);
    }
    waiting_.push_back(told.message);
    waiting_bytes_ += told.message->size();
    if (waiting_bytes_ > most_waiting_bytes) {
        end(false);
    }
}

void LivePage::ping(const std::string &position) {
    if (taken_) {
        give(cabinet::ping(catching_up_ ? position_ : std::max(position, position_)));
    }
}

void LivePage::give(SharedText message) {
    if (const auto taken = std::exchange(taken_, nullptr)) {
        taken(std::move(message), whole_);
    }
}

void LivePage::end(bool whole) {
    if (ended_) {
        return;
    }
    const auto self = shared_from_this();
    ended_ = true;
    whole_ = whole;
    own_.clear();
    waiting_.clear();
    pages_.forget(self);
    give(nullptr);
}

void LivePage::abandon() {
    if (!std::exchange(ended_, true)) {
        taken_ = nullptr;
        own_.clear();
        waiting_.clear();
        pages_.forget(shared_from_this());
    }
}

} // namespace refusal::client::cabinet
