#include "listen.hpp"

#include "journal.hpp"
#include "notification.hpp"
#include "stop_signals.hpp"

#include <pqxx/pqxx>

#include <algorithm>
#include <deque>
#include <iostream>
#include <memory>
#include <unordered_map>

namespace refusal::client {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

constexpr auto operators_channel = "refusal";
constexpr auto first_delay = milliseconds(200);
constexpr auto longest_delay = milliseconds(15000);
// Of so many refusals the printed version is kept in mind before the journal is asked where we are.
constexpr size_t remembered_refusals = 100000;

struct Channel {
    std::string name;
    std::string shop; // empty: the operators'
};

struct Message {
    const Channel *channel;
    std::string payload;
};

// Only takes the payload: a query must not run while libpqxx hands out notifications.
class Receiver : public pqxx::notification_receiver {
public:
    Receiver(pqxx::connection &connection, const Channel &channel, std::deque<Message> &inbox)
        : notification_receiver(connection, channel.name), channel_(channel), inbox_(inbox) {}
    void operator()(const std::string &payload, int) override { inbox_.push_back({&channel_, payload}); }

private:
    const Channel &channel_;
    std::deque<Message> &inbox_;
};

std::vector<Channel> channels_to_hear(pqxx::connection &connection, const ListenOptions &options) {
    if (options.operators) {
        return {{operators_channel, ""}};
    }
    pqxx::nontransaction statement(connection);
    std::vector<Channel> visible;
    for (const auto &row : statement.exec("SELECT channel, code FROM refusal.shop ORDER BY code")) {
        visible.push_back({row[0].as<std::string>(), row[1].as<std::string>()});
    }
    if (options.shops.empty()) {
        if (visible.empty()) {
            throw NothingToHear("the role \"" + std::string(connection.username()) + "\" sees no shop");
        }
        return visible;
    }
    std::vector<Channel> wanted;
    for (const auto &code : options.shops) {
        const auto found = std::find_if(visible.begin(), visible.end(),
                                        [&](const Channel &channel) { return channel.shop == code; });
        if (found == visible.end()) {
            throw NothingToHear("shop \"" + code + "\" does not exist");
        }
        wanted.push_back(*found);
    }
    return wanted;
}

// libpq explains at length, and ends with a new line.
std::string first_line(const std::string &text) {
    return text.substr(0, text.find('\n'));
}

class Listener {
public:
    explicit Listener(const ListenOptions &options)
        : options_(options), printer_(options.format), journal_(options.shops), last_print_(Clock::now()) {}

    // Returns when it is time to end; throws pqxx::broken_connection when the connection is lost.
    void run_session();
    // Before the next attempt to connect; false when it is time to end.
    bool pause();
    bool was_ready() const { return was_ready_; }

private:
    void hear(pqxx::connection &connection);
    // These three: false when enough was printed.
    bool print_new(const std::vector<Change> &changes);
    bool read_journal(pqxx::connection &connection, const std::string &why = {});
    bool take(pqxx::connection &connection, const Message &message);
    std::optional<milliseconds> time_left() const;

    const ListenOptions &options_;
    StopSignals stop_;
    Printer printer_;
    Journal journal_;
    // The version of each refusal printed last: the journal holds what a notification has told already.
    std::unordered_map<long long, int> printed_;
    long long count_ = 0;
    Clock::time_point last_print_;
    milliseconds delay_ = first_delay;
    bool was_ready_ = false;
};

bool Listener::print_new(const std::vector<Change> &changes) {
    for (const auto &change : changes) {
        int &version = printed_[change.refusal];
        if (change.version <= version) {
            continue;
        }
        version = change.version;
        printer_.print(change);
        last_print_ = Clock::now();
        if (++count_ == options_.count) {
            return false;
        }
    }
    return true;
}

bool Listener::read_journal(pqxx::connection &connection, const std::string &why) {
    const auto changes = journal_.read(connection);
    if (!why.empty()) {
        std::cerr << why << ": " << changes.size() << " changes to be read from the journal" << std::endl;
    }
    const bool more = print_new(changes);
    // Older versions can no more come up: only what was read just now may still be on its way as a
    // notification.
    printed_.clear();
    for (const auto &change : changes) {
        printed_[change.refusal] = change.version;
    }
    return more;
}

bool Listener::take(pqxx::connection &connection, const Message &message) {
    if (message.channel->shop.empty()) {
        return read_journal(connection);
    }
    if (const auto changes = changes_of(message.payload, message.channel->shop)) {
        return print_new(*changes) && (printed_.size() < remembered_refusals || read_journal(connection));
    }
    return read_journal(connection, message.channel->shop + " was told of more than a notification holds");
}

std::optional<milliseconds> Listener::time_left() const {
    if (!options_.idle_exit) {
        return std::nullopt;
    }
    const auto left = std::chrono::ceil<milliseconds>(last_print_ + *options_.idle_exit - Clock::now());
    return std::max(left, milliseconds(0));
}

bool Listener::pause() {
    const auto delay = std::min(delay_, time_left().value_or(delay_));
    delay_ = std::min(2 * delay_, longest_delay);
    return stop_.wait(-1, delay) != Wake::stop && time_left() != milliseconds(0);
}

void Listener::run_session() {
    pqxx::connection connection(options_.dsn);
    try {
        hear(connection);
    } catch (const pqxx::sql_error &error) {
        // A server that shuts down ends a query as it would end one with a mistake in it.
        if (connection.is_open()) {
            throw;
        }
        throw pqxx::broken_connection(error.what());
    }
}

void Listener::hear(pqxx::connection &connection) {
    const auto channels = channels_to_hear(connection, options_);
    std::deque<Message> inbox;
    std::vector<std::unique_ptr<Receiver>> receivers;
    receivers.reserve(channels.size());
    for (const auto &channel : channels) {
        receivers.push_back(std::make_unique<Receiver>(connection, channel, inbox));
    }
    // Only after LISTEN: what is committed in between is then in the journal, or comes as a notification, or
    // both.
    journal_.begin(connection);
    std::cerr << "listening on " << channels.size() << (channels.size() == 1 ? " channel" : " channels")
              << std::endl;
    delay_ = first_delay;
    if (was_ready_ && !read_journal(connection, "while there was no connection")) {
        return;
    }
    was_ready_ = true;

    for (;;) {
        connection.get_notifs();
        for (; !inbox.empty(); inbox.pop_front()) {
            if (!take(connection, inbox.front())) {
                return;
            }
        }
        const auto left = time_left();
        if (left == milliseconds(0)) {
            return;
        }
        if (stop_.wait(connection.sock(), left) == Wake::stop) {
            return;
        }
    }
}

} // namespace

void listen(const ListenOptions &options) {
    Listener listener(options);
    do {
        try {
            listener.run_session();
            return;
        } catch (const pqxx::broken_connection &error) {
            if (!listener.was_ready()) {
                throw;
            }
            std::cerr << "connection lost: " << first_line(error.what()) << std::endl;
        }
    } while (listener.pause());
}

} // namespace refusal::client
