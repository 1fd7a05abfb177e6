#include "cabinet/live_feed.hpp"

#include "reconnect.hpp"
#include "session.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <iostream>
#include <system_error>

namespace refusal::client::cabinet {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// What happens meanwhile is read and sent together: a thousand pages are a thousand writes each time.
constexpr auto gather_time = milliseconds(50);
// A loop that is behind is waited for: what was read and is not sent yet has a bound.
constexpr int most_untaken = 32;

int make_wake() {
    const int descriptor = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (descriptor < 0) {
        throw std::system_error(errno, std::generic_category(), "eventfd");
    }
    return descriptor;
}

milliseconds until(Clock::time_point time) {
    return std::max(std::chrono::ceil<milliseconds>(time - Clock::now()), milliseconds(0));
}

} // namespace

LiveFeed::LiveFeed(EventLoop &loop, std::string dsn, std::chrono::seconds look_every)
    : loop_(loop), dsn_(std::move(dsn)), look_every_(look_every), wake_(make_wake()),
      thread_([this] { run(); }) {}

LiveFeed::~LiveFeed() {
    stop();
    close(wake_);
}

void LiveFeed::wake() const {
    const std::uint64_t one = 1;
    // That fails only where it is awake already.
    [[maybe_unused]] const auto written = write(wake_, &one, sizeof one);
}

void LiveFeed::follow(const std::string &shop, unsigned long following, const std::string &position) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        places_[shop] = {following, position};
    }
    wake();
}

void LiveFeed::leave(const std::string &shop) {
    const std::lock_guard<std::mutex> lock(mutex_);
    places_.erase(shop);
}

std::map<std::string, LiveFeed::Place> LiveFeed::places() {
    const std::lock_guard<std::mutex> lock(mutex_);
    return places_;
}

void LiveFeed::stop() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        stopping_ = true;
    }
    taken_.notify_all();
    wake();
    if (thread_.joinable()) {
        thread_.join();
    }
}

void LiveFeed::run() {
    auto backoff = reconnect_backoff();
    while (!stopping_) {
        try {
            hear();
        } catch (const std::exception &error) {
            if (connected_.exchange(false)) {
                std::cerr << "connection lost: " << first_line(error.what()) << std::endl;
                backoff.reset();
            }
            const auto again = Clock::now() + backoff.next();
            while (!stopping_ && Clock::now() < again) {
                sleep(-1, until(again));
            }
        }
    }
}

void LiveFeed::hear() {
    pqxx::connection connection(dsn_);
    set_up(connection);
    // First of all: what commits from here on is told, and what committed before is read.
    Channels channels(connection, {}, true);
    look(connection);
    connected_ = true;
    while (!stopping_) {
        read_all(connection);
        if (wait_for_hint(connection, channels) == Hint::look) {
            look(connection);
        }
    }
}

void LiveFeed::look(pqxx::connection &connection) {
    tick(connection);
    next_look_ = Clock::now() + look_every_;
}

void LiveFeed::read_all(pqxx::connection &connection) {
    bool at_end = true;
    for (const auto &[shop, place] : places()) {
        if (stopping_) {
            return;
        }
        at_end = read(connection, shop, place) && at_end;
    }
    next_read_ = Clock::now() + gather_time;
    if (!at_end) {
        wake();
    }
}

bool LiveFeed::read(pqxx::connection &connection, const std::string &shop, const Place &place) {
    Told told = {shop, place.following, {}, {}, false};
    bool more = false;
    try {
        const auto read = read_live(connection, shop, place.position);
        told.upto = read.upto;
        told.message = read.events.empty() ? nullptr : message_of(read);
        more = read.more;
    } catch (const pqxx::sql_error &error) {
        if (may_pass(error)) {
            throw;
        }
        if (error.sqlstate() != "RF010") {
            // One shop's trouble is not the others'.
            std::cerr << "cabinet: shop " << shop << ": " << first_line(error.what()) << std::endl;
            return true;
        }
        pqxx::nontransaction statement(connection);
        told.upto = newest_position(statement);
        told.reset = true;
        told.message = reset_to(told.upto);
    }
    if (told.upto != place.position) {
        hand_on(std::move(told));
    }
    return !more;
}

void LiveFeed::hand_on(Told told) {
    std::unique_lock<std::mutex> lock(mutex_);
    const auto place = places_.find(told.shop);
    if (place == places_.end() || place->second.following != told.following) {
        return;
    }
    place->second.position = told.upto;
    taken_.wait(lock, [this] { return stopping_ || untaken_ < most_untaken; });
    if (stopping_) {
        return;
    }
    ++untaken_;
    loop_.post([this, told = std::move(told)] {
        {
            const std::lock_guard<std::mutex> one_less(mutex_);
            --untaken_;
        }
        taken_.notify_one();
        tell_(told);
    });
}

bool LiveFeed::sleep(int descriptor, milliseconds limit) {
    std::array<pollfd, 2> watched = {pollfd{wake_, POLLIN, 0}, pollfd{descriptor, POLLIN, 0}};
    poll(watched.data(), watched.size(), static_cast<int>(limit.count()));
    std::uint64_t count = 0;
    return watched[0].revents != 0 && ::read(wake_, &count, sizeof count) > 0;
}

Hint LiveFeed::wait_for_hint(pqxx::connection &connection, Channels &channels) {
    auto hint = Hint::none;
    bool woken = false;
    for (;;) {
        // Before it waits: a notification may have come with the answer to a statement, and no more will on
        // the socket.
        hint = std::max(hint, channels.hints());
        if (!connection.is_open()) {
            throw pqxx::broken_connection("the server closed the connection");
        }
        const auto now = Clock::now();
        const bool gathering = hint != Hint::none || woken;
        if (stopping_ || now >= next_look_) {
            return Hint::look;
        }
        if (gathering && now >= next_read_) {
            return std::max(hint, Hint::read);
        }
        // Waiting for more to gather, it must not wake for each of them.
        const auto limit = gathering ? std::min(until(next_read_), until(next_look_)) : until(next_look_);
        woken = sleep(gathering ? -1 : connection.sock(), limit) || woken;
    }
}

} // namespace refusal::client::cabinet
