#include "listen/listen.hpp"

#include "channels.hpp"
#include "failure.hpp"
#include "listen/command.hpp"
#include "listen/consumer.hpp"
#include "listen/exit_code.hpp"
#include "listen/follower.hpp"
#include "listen/output.hpp"
#include "listen/text_line.hpp"
#include "reconnect.hpp"
#include "session.hpp"

#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <memory>

namespace refusal::client {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr long long most_printed = 500;
constexpr long long most_for_commands = 100;
// Commands may take long: what is left after this time is read anew, which renews its lease. With the
// time-out of one command it is less than a lease lasts.
constexpr auto commands_time = std::chrono::seconds(5);

struct UnknownPosition : Failure {
    explicit UnknownPosition(const std::string &what) : Failure(unknown_position, what) {}
};

std::unique_ptr<FeedReader> reader_for(const ListenOptions &options) {
    if (options.consumer.empty()) {
        return std::make_unique<Follower>(options.start_at, options.shop, options.source);
    }
    return std::make_unique<Consumer>(options.consumer, options.slot, options.source);
}

class Listener {
public:
    explicit Listener(const ListenOptions &options) : options_(options), reader_(reader_for(options)) {}

    // Returns when it is time to end; throws pqxx::broken_connection when the connection is lost.
    void run_session();
    // Before the next attempt to connect; false when it is time to end.
    bool pause();
    bool was_ready() const { return was_ready_; }
    std::string resume_hint() const { return reader_->resume_hint(); }

private:
    void hear(pqxx::connection &connection);
    void look(pqxx::connection &connection);
    // None: it is time to end.
    Hint wait_for_hint(pqxx::connection &connection, Channels &channels);
    // These two: false when it is time to end.
    bool read_on(pqxx::connection &connection);
    bool hand_on(pqxx::connection &connection, const std::vector<Event> &events);
    // Not all of them, where there is a reason to read anew or to end.
    void print_all(pqxx::connection &connection, const std::vector<Event> &events);
    void run_commands(pqxx::connection &connection, const std::vector<Event> &events);
    bool print(const Event &event);
    std::optional<milliseconds> time_left() const;

    const ListenOptions &options_;
    Signals signals_;
    Output output_ = Output(signals_);
    Command command_ = Command(options_.command, options_.command_timeout, signals_);
    std::unique_ptr<FeedReader> reader_;
    Backoff backoff_ = reconnect_backoff();
    const bool coloured_ = isatty(STDOUT_FILENO) == 1;
    long long count_ = 0;
    Clock::time_point last_event_ = Clock::now();
    Clock::time_point next_look_ = Clock::now();
    bool was_ready_ = false;
};

bool Listener::print(const Event &event) {
    return output_.write_line(options_.format == Format::json ? event.cloud_event
                                                              : text_line(event, coloured_));
}

void Listener::print_all(pqxx::connection &connection, const std::vector<Event> &events) {
    const Event *last = nullptr;
    for (const auto &event : events) {
        if (!print(event)) {
            break;
        }
        reader_->pass(event);
        last = &event;
        ++count_;
    }
    if (last != nullptr) {
        reader_->settle(connection, *last);
    }
}

void Listener::run_commands(pqxx::connection &connection, const std::vector<Event> &events) {
    const auto until = Clock::now() + commands_time;
    for (const auto &event : events) {
        ++count_;
        if (const auto failure = command_.run(event.cloud_event)) {
            // The same refusal's later events wait behind it now: what there is else is read anew.
            reader_->set_aside(connection, event, *failure);
            return;
        }
        reader_->pass(event);
        reader_->settle(connection, event);
        if (signals_.stop_requested() || Clock::now() >= until) {
            return;
        }
    }
}

bool Listener::hand_on(pqxx::connection &connection, const std::vector<Event> &events) {
    if (options_.command.empty()) {
        print_all(connection, events);
    } else {
        run_commands(connection, events);
    }
    last_event_ = Clock::now();
    return count_ != options_.count && !signals_.stop_requested();
}

bool Listener::read_on(pqxx::connection &connection) {
    const auto at_once = options_.command.empty() ? most_printed : most_for_commands;
    for (;;) {
        // No more than will be handed on: of a consumer's the rest would be leased to us for nothing.
        const auto most = options_.count ? std::min(at_once, *options_.count - count_) : at_once;
        const auto events = reader_->read(connection, static_cast<int>(most));
        if (events.empty()) {
            return true;
        }
        if (!hand_on(connection, events)) {
            return false;
        }
    }
}

void Listener::look(pqxx::connection &connection) {
    tick(connection);
    reader_->begin(connection);
    next_look_ = Clock::now() + options_.look_every;
}

std::optional<milliseconds> Listener::time_left() const {
    if (!options_.idle_exit) {
        return std::nullopt;
    }
    const auto left = std::chrono::ceil<milliseconds>(last_event_ + *options_.idle_exit - Clock::now());
    return std::max(left, milliseconds(0));
}

bool Listener::pause() {
    const auto delay = backoff_.next();
    const auto woken = signals_.wait({}, std::min(delay, time_left().value_or(delay)));
    return woken != Wake::stop && time_left() != milliseconds(0);
}

void Listener::run_session() {
    pqxx::connection connection(options_.dsn);
    try {
        hear(connection);
    } catch (const pqxx::sql_error &error) {
        if (may_pass(error)) {
            throw pqxx::broken_connection(error.what());
        }
        if (error.sqlstate() == "RF010") {
            throw UnknownPosition(error.what());
        }
        throw;
    }
}

void Listener::hear(pqxx::connection &connection) {
    set_up(connection);
    // First of all: what commits from here on is told, and what committed before is read.
    Channels channels(connection, options_.shop, options_.operators);
    look(connection);
    std::cerr << "listening on " << channels.size() << (channels.size() == 1 ? " channel" : " channels")
              << std::endl;
    was_ready_ = true;
    backoff_.reset();
    while (read_on(connection)) {
        const auto hint = wait_for_hint(connection, channels);
        if (hint == Hint::none) {
            return;
        }
        if (hint == Hint::look) {
            look(connection);
        }
    }
}

Hint Listener::wait_for_hint(pqxx::connection &connection, Channels &channels) {
    for (;;) {
        // Before it waits: a notification may have come with the answer to a statement, and no more will on the
        // socket.
        const auto hint = channels.hints();
        if (!connection.is_open()) {
            throw pqxx::broken_connection("the server closed the connection");
        }
        if (Clock::now() >= next_look_) {
            return Hint::look;
        }
        if (hint != Hint::none) {
            return hint;
        }
        const auto left = time_left();
        const auto until_look =
            std::max(std::chrono::ceil<milliseconds>(next_look_ - Clock::now()), milliseconds(0));
        const auto woken = signals_.wait({{connection.sock(), POLLIN, 0}, Output::reader_gone()},
                                         std::min(until_look, left.value_or(until_look)));
        if (woken == Wake::stop || left == milliseconds(0)) {
            return Hint::none;
        }
        Output::check_reader();
    }
}

void follow(Listener &listener) {
    do {
        try {
            listener.run_session();
            break;
        } catch (const pqxx::broken_connection &error) {
            if (!listener.was_ready()) {
                throw CannotConnect(error.what());
            }
            std::cerr << "connection lost: " << first_line(error.what()) << std::endl;
        }
    } while (listener.pause());
}

} // namespace

void listen(const ListenOptions &options, std::string &go_on) {
    Listener listener(options);
    try {
        follow(listener);
    } catch (const UnknownPosition &) {
        go_on = "Resume with --start-at, a consumer with refusal.seek(); events may come twice.";
        throw;
    } catch (...) {
        if (listener.was_ready()) {
            go_on = listener.resume_hint();
        }
        throw;
    }
    if (options.consumer.empty()) {
        go_on = listener.resume_hint();
    }
}

} // namespace refusal::client
