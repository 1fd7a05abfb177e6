// latency feed|held|notify LISTENERS SECONDS REFUSALS: how long after a writer's COMMIT a listener has the
// event. Prints microseconds: the median from when COMMIT was sent; the median, the 99th of a hundred and the
// greatest from when it had returned; and the median from when the event was due. (PostgreSQL wakes a direct
// NOTIFY's listeners before it answers the writer, so that the second may be less than nothing.)
//
// feed: fire() a thousand times a second, each shop's listener on the shop's channel. held: the same while
// another transaction holds a transaction id. notify: one NOTIFY a second in a small writing transaction, on
// the same channels. The times at which events are due do not wait for anything: who is late makes up for it.

#include <libpq-fe.h>
#include <nlohmann/json.hpp>

#include <poll.h>

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <thread>
#include <utility>
#include <vector>

namespace {

using Clock = std::chrono::steady_clock;
using Time = Clock::time_point;
using Event = std::pair<long, long>; // of a refusal, its version

class Connection {
public:
    explicit Connection(const char *user)
        : connection_(PQconnectdb((std::string("user=") + user).c_str()), PQfinish) {
        if (PQstatus(get()) != CONNECTION_OK)
            fail();
    }
    [[nodiscard]] PGconn *get() const { return connection_.get(); }
    void prepare(const char *sql) const {
        if (PQresultStatus(Result(PQprepare(get(), "prepared", sql, 0, nullptr), PQclear).get()) !=
            PGRES_COMMAND_OK)
            fail();
    }
    // The first column of each row.
    [[nodiscard]] std::vector<std::string> run(const std::string &sql) const {
        return rows_of(PQexec(get(), sql.c_str()));
    }
    [[nodiscard]] std::vector<std::string> run_prepared(const std::vector<std::string> &values) const {
        std::vector<const char *> texts;
        for (const std::string &value : values)
            texts.push_back(value.c_str());
        return rows_of(PQexecPrepared(get(), "prepared", static_cast<int>(texts.size()), texts.data(),
                                      nullptr, nullptr, 0));
    }

private:
    using Result = std::unique_ptr<PGresult, decltype(&PQclear)>;
    std::unique_ptr<PGconn, decltype(&PQfinish)> connection_;

    [[noreturn]] void fail() const { throw std::runtime_error(PQerrorMessage(get())); }
    [[nodiscard]] std::vector<std::string> rows_of(PGresult *given) const {
        const Result result(given, PQclear);
        if (PQresultStatus(given) != PGRES_TUPLES_OK && PQresultStatus(given) != PGRES_COMMAND_OK)
            fail();
        std::vector<std::string> rows;
        for (int row = 0; row < PQntuples(given); ++row)
            rows.emplace_back(PQgetvalue(given, row, 0));
        return rows;
    }
};

// All of them in one thread, which has nothing else to do.
class Listeners {
public:
    explicit Listeners(const std::vector<std::string> &channels) {
        for (const std::string &channel : channels) {
            connections_.emplace_back("bench_listener");
            (void)connections_.back().run("LISTEN \"" + channel + "\"");
            connections_.back().prepare(
                "SELECT refusal_id || ' ' || version FROM refusal.read_feed($1, 10000, $2)");
            sockets_.push_back({PQsocket(connections_.back().get()), POLLIN, 0});
            positions_.push_back(connections_.back().run("SELECT refusal_internal.newest_position()").at(0));
        }
    }
    [[nodiscard]] const std::map<Event, Time> &heard() const { return heard_; }

    void listen(const std::atomic<bool> &more) {
        while (more)
            if (poll(sockets_.data(), sockets_.size(), 100) > 0)
                for (std::size_t index = 0; index < sockets_.size(); ++index)
                    if (sockets_[index].revents != 0)
                        take(index);
    }

private:
    std::vector<Connection> connections_;
    std::vector<pollfd> sockets_;
    std::vector<std::string> positions_;
    std::map<Event, Time> heard_;

    void take(std::size_t index) {
        PGconn *connection = connections_[index].get();
        if (PQconsumeInput(connection) == 0)
            throw std::runtime_error(PQerrorMessage(connection));
        while (
            const std::unique_ptr<PGnotify, decltype(&PQfreemem)> notice{PQnotifies(connection), PQfreemem})
            hear(index, nlohmann::json::parse(notice->extra));
    }
    void hear(std::size_t index, const nlohmann::json &notice) {
        if (notice.contains("events"))
            for (const auto &event : notice["events"])
                heard_.emplace(Event(event["refusal"], event["version"]), Clock::now());
        else
            read_feed(index);
        if (notice.contains("to"))
            positions_[index] = notice["to"];
    }
    // What did not fit into the notice. The shop's number is the listener's.
    void read_feed(std::size_t index) {
        for (const std::string &row :
             connections_[index].run_prepared({positions_[index], "S-" + std::to_string(index + 1)})) {
            char *end = nullptr;
            const long refusal = std::strtol(row.c_str(), &end, 10);
            heard_.emplace(Event(refusal, std::strtol(end, nullptr, 10)), Clock::now());
        }
    }
};

struct Written {
    Event event;
    Time due, sent, committed;
};

class Load {
public:
    Load(bool notify, std::vector<std::string> channels, int seconds, long refusals)
        : notify_(notify), channels_(std::move(channels)), between_(notify ? 1'000'000 : 1'000),
          count_(notify ? seconds : seconds * 1000L), refusals_(refusals) {}

    std::vector<Written> offer() {
        std::vector<std::vector<Written>> written(notify_ ? 1 : writers);
        std::vector<std::thread> threads;
        std::atomic<std::size_t> ready{0};
        std::atomic<bool> failed{false};
        for (std::vector<Written> &mine : written)
            threads.emplace_back([this, &mine, &ready, &failed, all = written.size()] {
                try {
                    write(mine, ready, all);
                } catch (const std::exception &error) {
                    std::fprintf(stderr, "latency: %s\n", error.what());
                    failed = true;
                    ++ready;
                }
            });
        for (std::thread &thread : threads)
            thread.join();
        if (failed)
            throw std::runtime_error("a writer failed");
        std::vector<Written> all;
        for (const std::vector<Written> &mine : written)
            all.insert(all.end(), mine.begin(), mine.end());
        return all;
    }

private:
    static constexpr std::size_t writers = 8;
    static constexpr long warm_up = 50; // a session's first calls load its caches
    bool notify_;
    std::vector<std::string> channels_;
    std::chrono::microseconds between_;
    long count_, refusals_;
    std::atomic<long> next_{0}, unmeasured_{0};
    Time begin_;

    // The same refusal again only when all the others have had their turn.
    Written write_one(const Connection &connection, long number, Time due) {
        const long refusal = 1 + number % refusals_;
        const std::string channel = channels_[static_cast<std::size_t>(number) % channels_.size()];
        const std::vector<std::string> values =
            notify_ ? std::vector<std::string>{channel, std::to_string(refusal)}
                    : std::vector<std::string>{std::to_string(refusal)};
        (void)connection.run("BEGIN");
        const long version = std::strtol(connection.run_prepared(values).at(0).c_str(), nullptr, 10);
        const Time sent = Clock::now();
        (void)connection.run("COMMIT");
        return {{refusal, version}, due, sent, Clock::now()};
    }
    void write(std::vector<Written> &mine, std::atomic<std::size_t> &ready, std::size_t all) {
        const Connection connection("bench_client");
        connection.prepare(
            notify_ ? "WITH noted AS (INSERT INTO public.noted DEFAULT VALUES RETURNING version) "
                      "SELECT version, pg_notify($1, json_build_object('v', 1, 'events', json_build_array("
                      "json_build_object('refusal', $2::bigint, 'version', version)))::text) FROM noted"
                    : "SELECT (refusal.fire($1, 'extend_hold')).version");
        for (long i = 0; i < warm_up; ++i)
            write_one(connection, refusals_ - 1 - unmeasured_++, Clock::now());
        if (++ready == all)
            begin_ = Clock::now() + std::chrono::milliseconds(200);
        while (ready < all)
            std::this_thread::sleep_for(std::chrono::milliseconds(1));
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        for (long number = next_++; number < count_; number = next_++) {
            const Time due = begin_ + number * between_;
            std::this_thread::sleep_until(due);
            mine.push_back(write_one(connection, number, due));
        }
    }
};

// Does something until it goes out of scope.
class Background {
public:
    template <typename F> explicit Background(F act) : thread_([this, act] { act(more_); }) {}
    ~Background() {
        more_ = false;
        thread_.join();
    }
    Background(const Background &) = delete;
    Background &operator=(const Background &) = delete;

private:
    std::atomic<bool> more_{true};
    std::thread thread_;
};

// The nth of a hundred of how long it was from one moment of each until it was heard of.
long percentile(const std::vector<Written> &written, const std::map<Event, Time> &heard, Time Written::*from,
                std::size_t nth) {
    std::vector<long> took;
    for (const Written &one : written)
        took.push_back(
            std::chrono::duration_cast<std::chrono::microseconds>(heard.at(one.event) - one.*from).count());
    std::sort(took.begin(), took.end());
    return took[(took.size() - 1) * nth / 100];
}

void measure(const std::string &mode, int listener_count, int seconds, long refusals) {
    const Connection owner("postgres");
    const std::vector<std::string> channels = owner.run(
        "SELECT channel FROM refusal.shop ORDER BY shop_id LIMIT " + std::to_string(listener_count));
    if (mode == "held")
        (void)owner.run("BEGIN; SELECT pg_current_xact_id()");
    Listeners listeners(channels);
    std::vector<Written> written;
    {
        const Background listening([&listeners](const std::atomic<bool> &more) { listeners.listen(more); });
        written = Load(mode == "notify", channels, seconds, refusals).offer();
        std::this_thread::sleep_for(std::chrono::seconds(1));
    }
    const auto &heard = listeners.heard(); // of all: at() throws
    std::printf("%ld %ld %ld %ld %ld\n", percentile(written, heard, &Written::sent, 50),
                percentile(written, heard, &Written::committed, 50),
                percentile(written, heard, &Written::committed, 99),
                percentile(written, heard, &Written::committed, 100),
                percentile(written, heard, &Written::due, 50));
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 5) {
        std::fputs("usage: latency feed|held|notify LISTENERS SECONDS REFUSALS\n", stderr);
        return 2;
    }
    try {
        measure(argv[1], std::atoi(argv[2]), std::atoi(argv[3]), std::atol(argv[4]));
    } catch (const std::exception &error) {
        std::fprintf(stderr, "latency: %s\n", error.what());
        return 1;
    }
}
