#include "deliver/slot.hpp"

#include "deliver/log.hpp"
#include "reconnect.hpp"

#include <algorithm>
#include <utility>

namespace refusal::client {

namespace {

// What is delivered meanwhile is acknowledged together.
constexpr auto settle_every = std::chrono::milliseconds(100);
constexpr auto locked_for = std::chrono::milliseconds(100);
// Beside those that are known, of an endpoint that is to be probed.
constexpr int for_a_probe = 8;

long new_generation() {
    static long last = 0;
    return ++last;
}

} // namespace

Slot::Slot(int number, const Tools &tools) : number_(number), tools_(tools), generation_(new_generation()) {}

void Slot::begin(const std::string &position) {
    window_.begin(position);
    ++under_way_;
}

void Slot::cut_off(const EndpointRow &row) {
    tools_.sender.cancel(row.id, number_);
    under_way_ = 0;
}

void Slot::drop(const EndpointRow &row) {
    cut_off(row);
    window_ = Window();
    fence_.clear();
    keys_.clear();
    generation_ = new_generation();
    asking_ = false;
    heard_ = true;
    more_ = false;
}

int Slot::poll_size(const Polling &polling, Clock::time_point now, Agenda &agenda) const {
    if (polling.much == Polling::Much::none) {
        return 0;
    }
    const auto full = tools_.options.window;
    const auto known = static_cast<int>(window_.size());
    if (polling.much == Polling::Much::all && known <= full / 2) {
        if (heard_ || more_ || now >= look_at_) {
            return full;
        }
        agenda.at(look_at_);
    }
    if (polling.much == Polling::Much::probe) {
        const bool lacking = window_.next() == nullptr;
        if (polled_at_ < polling.probe_at || (lacking && (heard_ || now >= look_at_))) {
            return std::min(known + for_a_probe, full);
        }
        if (lacking) {
            agenda.at(look_at_);
        }
    }
    if (window_.is_settled()) {
        return 0;
    }
    agenda.at(renew_at_);
    return now >= renew_at_ ? 1 : 0;
}

void Slot::watch_lease(const EndpointRow &row, Clock::time_point now, Agenda &agenda) {
    if (window_.is_settled()) {
        return;
    }
    if (now < lapses_at_) {
        agenda.at(lapses_at_);
        return;
    }
    lose(row, "it could not be renewed");
}

void Slot::ask(const EndpointRow &row, const Polling &polling, Clock::time_point now, Agenda &agenda) {
    if (asking_) {
        return;
    }
    const int most = poll_size(polling, now, agenda);
    const bool news = window_.has_news();
    if (news && now < settle_at_) {
        agenda.at(settle_at_);
    }
    if (most == 0 && !(news && (window_.is_settled() || now >= settle_at_))) {
        return;
    }
    asking_ = true;
    heard_ = heard_ && most <= 1;
    settle_at_ = now + settle_every;
    tools_.database.ask([row, most, now, slot = number_, fence = fence_, settlement = window_.settle(),
                         source = tools_.options.source, generation = generation_,
                         self = weak_from_this()](Session &session) -> Database::Answer {
        const auto answer = tell(session, row, slot, fence, settlement, most, source);
        return [row, most, now, generation, self, answer] {
            if (const auto still = self.lock(); still && still->generation_ == generation) {
                still->told(row, most, now, answer);
            }
        };
    });
}

Slot::Told Slot::tell(Session &session, const EndpointRow &row, int slot, const std::string &fence,
                      const Settlement &settlement, int most, const std::string &source) {
    Told told;
    told.lease = session.lease;
    try {
        settle(session.connection, row, slot, fence, settlement);
        if (most > 0) {
            told.handed = poll(session.connection, row, slot, most, source);
        }
    } catch (const pqxx::sql_error &error) {
        if (ends_session(error)) {
            throw;
        }
        told.lost = error.what();
    }
    return told;
}

void Slot::told(const EndpointRow &row, int most, Clock::time_point asked_at, Told told) {
    asking_ = false;
    const auto now = Clock::now();
    if (!told.lost.empty()) {
        lose(row, told.lost);
        look_at_ = now + tools_.options.look_every;
        heard_ = false;
        return;
    }
    if (most == 0) {
        return;
    }
    auto &events = told.handed.events;
    polled_at_ = now;
    look_at_ = now + tools_.options.look_every;
    if (events.empty()) {
        // Whatever is not settled is handed out at every poll, as long as the lease is ours; but whoever else
        // looks at the slot locks it for a moment, and nothing is handed out to us either.
        more_ = false;
        renew_at_ = now + locked_for;
        return;
    }
    if (window_.size() > 0 && events.front().fence != fence_) {
        lose(row, "the lease lapsed");
    }
    renew_at_ = now + told.lease / 3;
    // A poll renews the lease where half of it is over.
    sure_until_ = asked_at + told.lease / 2;
    lapses_at_ = asked_at + told.lease;
    fence_ = events.front().fence;
    keys_ = std::move(told.handed.keys);
    if (most > 1) {
        more_ = events.size() >= static_cast<std::size_t>(most);
    }
    window_.add(std::move(events));
}

void Slot::lose(const EndpointRow &row, const std::string &why) {
    const auto end = why.find('\n');
    log("warning", "lease lost",
        {{"endpoint", row.id}, {"name", row.name}, {"slot", number_}, {"error", why.substr(0, end)}});
    drop(row);
}

} // namespace refusal::client
