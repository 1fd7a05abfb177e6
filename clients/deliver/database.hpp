#pragma once

#include "channels.hpp"

#include <pqxx/pqxx>

#include <atomic>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace refusal::client {

// A connection and what belongs to it.
struct Session {
    explicit Session(const std::string &dsn);
    // Is told from now on what happens to this shop.
    void hear(const std::string &shop);
    // The setting is there when a function of the module was called.
    void learn_lease();

    pqxx::connection connection;
    std::chrono::milliseconds lease = std::chrono::seconds(30); // pg_refusal.lease, once that was learnt
    std::map<std::string, std::unique_ptr<Channel>> channels;
};

// The database, asked by a thread of its own: a statement that waits keeps no request from being sent. Work
// is done in the order it was asked for. A connection that is lost is made anew; what was asked of the lost
// one is forgotten.
class Database {
public:
    // What is to be done with the answer, by the thread that asked.
    using Answer = std::function<void()>;
    using Work = std::function<Answer(Session &)>;
    struct Events {
        Answer connected;
        std::function<void(const std::string &why)> lost;
        std::function<void(const std::string &shop)> heard;
        Answer wake; // from the other thread: there are answers
    };

    Database(std::string dsn, Events events);
    ~Database();
    void ask(Work work);
    // Nothing that was asked is still to be done.
    bool is_idle();
    // Runs the answers that have come. Throws what ended the work for good: CannotConnect for the first
    // connection, or an error of the database that another attempt would meet again.
    void answer();

private:
    void run();
    void work_on(Session &session);
    // False: nothing was told since the last statement.
    bool hear(Session &session);
    // False: there is none, and nothing was told.
    bool work_once(Session &session);
    void wait(int socket);
    bool pause(std::chrono::milliseconds time);
    void reply(Answer answer);
    void lose(const std::string &why);
    void fail(std::exception_ptr failure);
    void nudge() const;

    std::string dsn_;
    Events events_;
    std::mutex mutex_;
    std::condition_variable stopped_;
    std::deque<Work> work_;
    std::vector<Answer> answers_;
    std::exception_ptr failure_;
    bool stop_ = false;
    bool working_ = false;
    int nudge_; // an eventfd
    std::thread thread_;
};

} // namespace refusal::client
