#pragma once

#include "cabinet/event_loop.hpp"
#include "cabinet/problem.hpp"

#include <pqxx/pqxx>

#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <utility>
#include <variant>
#include <vector>

namespace refusal::client::cabinet {

template <typename Result> using Outcome = std::variant<Result, Problem>;

// Connections, each with a thread that waits for its answers, so that the event loop never does. A connection
// belongs to no shop: each transaction says for which one it acts.
class DatabasePool {
public:
    DatabasePool(EventLoop &loop, std::string dsn, std::size_t connections);
    ~DatabasePool();
    DatabasePool(const DatabasePool &) = delete;
    DatabasePool &operator=(const DatabasePool &) = delete;

    // `work` on a connection, then `then` on the event loop with what it returned, or with what went wrong.
    // Where the connection turns out to be lost, what only reads is done again on a new one. Of one that asks
    // for much, half of the connections do it at most; nobody in particular: as many as there are.
    template <typename Result>
    void run(bool only_reads, std::function<Result(pqxx::connection &)> work,
             std::function<void(Outcome<Result>)> then, const std::string &whose = {}) {
        const auto outcome = std::make_shared<Outcome<Result>>(overloaded());
        Job job;
        job.whose = whose;
        job.attempts = only_reads ? 2 : 1;
        job.attempt = [outcome, work = std::move(work)](pqxx::connection &connection) {
            *outcome = work(connection);
        };
        job.failed = [outcome](Problem problem) { *outcome = std::move(problem); };
        job.done = [outcome, then = std::move(then)] { then(std::move(*outcome)); };
        submit(std::move(job));
    }
    std::size_t waiting() const;
    // What runs is cancelled; what waits is not begun.
    void stop();

private:
    struct Job {
        std::string whose;
        int attempts = 1;
        std::function<void(pqxx::connection &)> attempt;
        std::function<void(Problem)> failed;
        std::function<void()> done;
    };
    class Worker;

    static Problem overloaded();
    void submit(Job job);
    std::unique_ptr<Job> next();
    bool may_begin(const Job &job) const;
    void finished(const Job &job);

    EventLoop &loop_;
    const std::string dsn_;
    const int most_of_one_;
    mutable std::mutex mutex_;
    std::condition_variable more_;
    std::deque<Job> jobs_;
    std::map<std::string, int> running_; // by whose they are
    bool stopping_ = false;
    std::vector<std::unique_ptr<Worker>> workers_;
};

} // namespace refusal::client::cabinet
