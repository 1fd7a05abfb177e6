// feed refusal|pgq EVENTS REFUSALS: events a second that one consumer takes, a thousand at a time, until none
// are left. They were written a thousand in a transaction, with a tick after each. The ticks count, the
// writing does not; so they have a session of their own, whose plans the writer's settings leave alone.

#include <pqxx/pqxx>

#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <string>

namespace {

constexpr int batch = 1000;

using Duration = std::chrono::duration<double>;

template <typename F> Duration timed(F act) {
    const auto begin = std::chrono::steady_clock::now();
    act();
    return std::chrono::steady_clock::now() - begin;
}

struct Side {
    const char *write, *tick;
    // Takes and settles a batch in one transaction, as a consumer does whose work is in the same database.
    std::size_t (*take)(pqxx::connection &consumer);
};

std::size_t poll(pqxx::connection &consumer) {
    consumer.prepare("poll", "SELECT * FROM refusal.poll('bench', 1000)");
    consumer.prepare("ack", "SELECT refusal.ack('bench', $1::refusal.feed_position, 0, $2::bigint)");
    pqxx::work transaction(consumer);
    const pqxx::result events = transaction.exec_prepared("poll");
    if (!events.empty())
        transaction.exec_prepared("ack", events.back()["pos"].c_str(), events.back()["fence"].c_str());
    transaction.commit();
    return events.size();
}

std::size_t next_batch(pqxx::connection &consumer) {
    consumer.prepare("next", "SELECT pgq.next_batch('bench', 'bench')");
    consumer.prepare("get", "SELECT * FROM pgq.get_batch_events($1)");
    consumer.prepare("finish", "SELECT pgq.finish_batch($1)");
    pqxx::work transaction(consumer);
    const pqxx::row row = transaction.exec_prepared1("next");
    if (row[0].is_null())
        return 0;
    const std::string number = row[0].c_str();
    const pqxx::result events = transaction.exec_prepared("get", number);
    transaction.exec_prepared("finish", number);
    transaction.commit();
    return events.size();
}

double measure(const Side &side, std::size_t events, const std::string &refusals) {
    pqxx::connection writer("user=postgres"), ticker("user=postgres");
    pqxx::connection consumer("user=bench_client");
    Duration took{};
    for (std::size_t written = 0; written < events; written += batch) {
        pqxx::nontransaction statement(writer), ticking(ticker);
        statement.exec_params(side.write, batch, refusals);
        took += timed([&] { ticking.exec(side.tick); });
    }
    std::size_t taken = 0;
    took += timed([&] {
        while (const std::size_t count = side.take(consumer))
            taken += count;
    });
    if (taken != events)
        throw std::runtime_error(std::to_string(taken) + " events were taken of " + std::to_string(events));
    return static_cast<double>(taken) / took.count();
}

} // namespace

int main(int argc, char **argv) {
    if (argc != 4) {
        std::fputs("usage: feed refusal|pgq EVENTS REFUSALS\n", stderr);
        return 2;
    }
    const Side ours{"SELECT public.journal($1, $2)", "CALL refusal.tick()", poll};
    const Side pgq{"SELECT public.enqueue($1, $2)", "SELECT pgq.ticker('bench')", next_batch};
    try {
        std::printf("%.0f\n", measure(argv[1] == std::string("pgq") ? pgq : ours,
                                      static_cast<std::size_t>(std::atol(argv[2])), argv[3]));
    } catch (const std::exception &error) {
        std::fprintf(stderr, "feed: %s\n", error.what());
        return 1;
    }
}
