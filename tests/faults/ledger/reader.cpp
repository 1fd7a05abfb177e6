#include "reader.hpp"

#include "session.hpp"

#include <random>
#include <set>

namespace refusal::faults {

namespace {

class Listening : public pqxx::notification_receiver {
public:
    explicit Listening(pqxx::connection &connection) : notification_receiver(connection, "refusal") {}
    void operator()(const std::string & /*payload*/, int /*pid*/) override {}
};

} // namespace

void read(Account &account, bool listens, const std::atomic<bool> &stop) {
    Session session(stop, listens ? "ledger listener" : "ledger reader", "supervisor");
    std::string position;
    while (!stop)
        session.run([&](pqxx::connection &connection) {
            std::unique_ptr<Listening> listening;
            if (listens) {
                listening = std::make_unique<Listening>(connection);
                // Long enough for a fault to come between the LISTEN and the read.
                std::this_thread::sleep_for(std::chrono::milliseconds(20));
            }
            while (!stop) {
                pqxx::result rows;
                {
                    pqxx::nontransaction statement(connection);
                    rows = statement.exec_params(
                        "SELECT pos::text, event_id, refusal_id, version "
                        "FROM refusal.read_feed(nullif($1, '')::refusal.feed_position, 1000)",
                        position);
                }
                for (const auto &row : rows) {
                    const std::string at = row[0].c_str();
                    if (at <= position)
                        account.complain("position " + at + " came after " + position);
                    account.enter(row[1].as<std::int64_t>(),
                                  {row[2].as<std::int64_t>(), row[3].as<int>(), at, {}});
                    position = at;
                }
                if (!rows.empty())
                    continue;
                if (listens) {
                    connection.await_notification(1, 0);
                } else {
                    pqxx::nontransaction statement(connection);
                    statement.exec_params(
                        "SELECT refusal.wait_feed(nullif($1, '')::refusal.feed_position, '1 second')",
                        position);
                }
            }
        });
}

void consume(Account &account, const std::string &consumer, int slot, unsigned seed,
             const std::atomic<bool> &stop) {
    Session session(stop, "ledger consumer", "supervisor");
    std::mt19937 random(seed);
    while (!stop)
        session.run([&](pqxx::connection &connection) {
            pqxx::result rows;
            {
                pqxx::work transaction(connection);
                rows = transaction.exec_params("SELECT pos::text, event_id, refusal_id, version, fence "
                                               "FROM refusal.poll($1, 500, $2)",
                                               consumer, slot);
                transaction.commit();
            }
            if (rows.empty()) {
                std::this_thread::sleep_for(std::chrono::milliseconds(50));
                return;
            }
            try {
                pqxx::work transaction(connection);
                std::set<std::int64_t> parked;
                std::string settled;
                for (const auto &row : rows) {
                    const auto event = row[1].as<std::int64_t>();
                    const auto refusal = row[2].as<std::int64_t>();
                    if (parked.count(refusal) != 0)
                        continue; // handed out again behind the one that failed
                    if (random() % 200 == 0) {
                        transaction.exec_params("SELECT refusal.nack($1, $2, 'not now', '300 ms', $3, $4)",
                                                consumer, row[0].c_str(), slot, row[4].as<std::int64_t>());
                        parked.insert(refusal);
                    } else {
                        account.enter(event, {refusal, row[3].as<int>(), row[0].c_str(), {}});
                        settled += (settled.empty() ? "{" : ",") + std::to_string(event);
                    }
                }
                if (!settled.empty())
                    transaction.exec_params0("INSERT INTO effect SELECT $1, unnest($2::bigint[])", consumer,
                                             settled + "}");
                const auto &last = rows[rows.size() - 1];
                transaction.exec_params("SELECT refusal.ack($1, $2, $3, $4)", consumer, last[0].c_str(), slot,
                                        last[4].as<std::int64_t>());
                transaction.commit();
            } catch (const pqxx::sql_error &error) {
                if (error.sqlstate() != "RF003") // another worker has the lease by now
                    throw;
            }
        });
}

void tick(const std::atomic<bool> &stop) {
    Session session(stop, "ledger ticker", "supervisor");
    while (!stop) {
        session.run([](pqxx::connection &connection) {
            pqxx::nontransaction statement(connection);
            statement.exec0("CALL refusal.tick()");
        });
        std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
}

} // namespace refusal::faults
