#include "cabinet/database_pool.hpp"

#include "session.hpp"

#include <poll.h>

#include <algorithm>
#include <chrono>

namespace refusal::client::cabinet {

namespace {

using Clock = std::chrono::steady_clock;

// A thousand pages come back at once when this program was restarted.
constexpr std::size_t most_waiting = 4000;
// A server that is away is not asked again by every request meanwhile.
constexpr auto between_attempts = std::chrono::milliseconds(500);

// A statement that nobody waits for any more must not hold a connection.
void set_limits(pqxx::connection &connection) {
    pqxx::nontransaction statement(connection);
    statement.exec(
        "SELECT set_config('statement_timeout', '30s', false), set_config('lock_timeout', '10s', false), "
        "set_config('idle_in_transaction_session_timeout', '60s', false)");
}

// A connection at rest has nothing to say, but that it ends.
bool has_ended(const pqxx::connection &connection) {
    pollfd socket = {connection.sock(), POLLIN, 0};
    return !connection.is_open() || poll(&socket, 1, 0) != 0;
}

} // namespace

class DatabasePool::Worker {
public:
    explicit Worker(DatabasePool &pool) : pool_(pool), thread_([this] { work(); }) {}
    void cancel() {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (connection_ && connection_->is_open()) {
            try {
                connection_->cancel_query();
            } catch (const std::exception &) {
                // The server has gone, and with it what was to be cancelled.
                return;
            }
        }
    }
    void join() { thread_.join(); }

private:
    void work() {
        while (const auto job = pool_.next()) {
            attempt(*job);
            pool_.finished(*job);
            pool_.loop_.post(std::move(job->done));
        }
        drop();
    }
    void attempt(Job &job) {
        try {
            --job.attempts;
            job.attempt(connected());
        } catch (const std::exception &error) {
            const bool lost = !connection_ || !connection_->is_open();
            if (lost) {
                drop();
            }
            if (lost && job.attempts > 0) {
                return attempt(job);
            }
            job.failed(problem_of(error));
        }
    }
    pqxx::connection &connected() {
        if (connection_ && has_ended(*connection_)) {
            drop();
        }
        if (!connection_) {
            if (Clock::now() < next_attempt_) {
                throw pqxx::broken_connection("the database is away");
            }
            next_attempt_ = Clock::now() + between_attempts;
            auto made = std::make_unique<pqxx::connection>(pool_.dsn_);
            set_up(*made);
            set_limits(*made);
            const std::lock_guard<std::mutex> lock(mutex_);
            connection_ = std::move(made);
            next_attempt_ = {};
        }
        return *connection_;
    }
    void drop() {
        const std::lock_guard<std::mutex> lock(mutex_);
        connection_.reset();
    }

    DatabasePool &pool_;
    std::mutex mutex_; // of the pointer: cancel() comes from another thread
    std::unique_ptr<pqxx::connection> connection_;
    Clock::time_point next_attempt_ = {};
    std::thread thread_; // the last: it uses the others
};

DatabasePool::DatabasePool(EventLoop &loop, std::string dsn, std::size_t connections)
    : loop_(loop), dsn_(std::move(dsn)), most_of_one_(std::max(1, static_cast<int>(connections) / 2)) {
    for (std::size_t count = 0; count < connections; ++count) {
        workers_.push_back(std::make_unique<Worker>(*this));
    }
}

DatabasePool::~DatabasePool() {
    stop();
}

Problem DatabasePool::overloaded() {
    return {503, "53300", "too much to do", {}, "Try again in a moment."};
}

void DatabasePool::submit(Job job) {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        if (!stopping_ && jobs_.size() < most_waiting) {
            jobs_.push_back(std::move(job));
            more_.notify_one();
            return;
        }
    }
    loop_.post(std::move(job.done));
}

std::unique_ptr<DatabasePool::Job> DatabasePool::next() {
    std::unique_lock<std::mutex> lock(mutex_);
    auto first = jobs_.end();
    more_.wait(lock, [this, &first] {
        first = std::find_if(jobs_.begin(), jobs_.end(), [this](const Job &job) { return may_begin(job); });
        return stopping_ || first != jobs_.end();
    });
    if (stopping_) {
        return nullptr;
    }
    auto job = std::make_unique<Job>(std::move(*first));
    jobs_.erase(first);
    if (!job->whose.empty()) {
        ++running_[job->whose];
    }
    return job;
}

bool DatabasePool::may_begin(const Job &job) const {
    const auto running = running_.find(job.whose);
    return running == running_.end() || running->second < most_of_one_;
}

// Nobody is woken: of all that this lets begin, the worker that has finished takes the first.
void DatabasePool::finished(const Job &job) {
    const std::lock_guard<std::mutex> lock(mutex_);
    const auto running = running_.find(job.whose);
    if (running != running_.end() && --running->second == 0) {
        running_.erase(running);
    }
}

std::size_t DatabasePool::waiting() const {
    const std::lock_guard<std::mutex> lock(mutex_);
    return jobs_.size();
}

void DatabasePool::stop() {
    {
        const std::lock_guard<std::mutex> lock(mutex_);
        stopping_ = true;
    }
    more_.notify_all();
    for (const auto &worker : workers_) {
        worker->cancel();
    }
    for (const auto &worker : workers_) {
        worker->join();
    }
    workers_.clear();
}

} // namespace refusal::client::cabinet
