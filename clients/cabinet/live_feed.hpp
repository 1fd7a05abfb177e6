#pragma once

#include "cabinet/event_loop.hpp"
#include "cabinet/live_events.hpp"
#include "channels.hpp"

#include <pqxx/pqxx>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>

namespace refusal::client::cabinet {

// What became of a shop's feed since it was last told of.
struct Told {
    std::string shop;
    unsigned long following = 0; // which of the times that the shop was followed
    std::string upto;
    SharedText message; // null: only the position moved
    bool reset = false; // the position before is not known any more
};

// Reads the feed of every shop that somebody looks at, on a connection and a thread of its own, and tells the
// event loop. Wakes on the operators' channel; where no relay runs it ticks, as `pg_refusal listen` does.
class LiveFeed {
public:
    using Tell = std::function<void(const Told &)>;
    LiveFeed(EventLoop &loop, std::string dsn, std::chrono::seconds look_every);
    ~LiveFeed();
    LiveFeed(const LiveFeed &) = delete;
    LiveFeed &operator=(const LiveFeed &) = delete;

    // On the event loop. `tell` is called there too.
    void tell_to(Tell tell) { tell_ = std::move(tell); }
    void follow(const std::string &shop, unsigned long following, const std::string &position);
    void leave(const std::string &shop);
    bool connected() const { return connected_; }
    void stop();

private:
    struct Place {
        unsigned long following;
        std::string position;
    };

    void run();
    void hear();
    void look(pqxx::connection &connection);
    void read_all(pqxx::connection &connection);
    // False: there is more to read.
    bool read(pqxx::connection &connection, const std::string &shop, const Place &place);
    void hand_on(Told told);
    Hint wait_for_hint(pqxx::connection &connection, Channels &channels);
    // Until the descriptor can be read, the time is over, or it is woken: then true.
    bool sleep(int descriptor, std::chrono::milliseconds limit);
    void wake() const;
    std::map<std::string, Place> places();

    EventLoop &loop_;
    const std::string dsn_;
    const std::chrono::seconds look_every_;
    const int wake_;
    Tell tell_;
    std::mutex mutex_; // of the three that follow
    std::condition_variable taken_;
    std::map<std::string, Place> places_;
    int untaken_ = 0;
    std::atomic<bool> stopping_ = false;
    std::atomic<bool> connected_ = false;
    std::chrono::steady_clock::time_point next_look_;
    std::chrono::steady_clock::time_point next_read_;
    std::thread thread_;
};

} // namespace refusal::client::cabinet
