#include "writer.hpp"

#include "session.hpp"

#include <random>
#include <sstream>
#include <vector>

namespace refusal::faults {

namespace {

class Writer {
public:
    Writer(Ledger &ledger, std::atomic<int> &next_parcel, int parcels, unsigned seed, const std::atomic<bool> &stop)
        : ledger_(ledger), next_parcel_(next_parcel), parcels_(parcels), random_(seed), stop_(stop),
          session_(stop, "ledger writer", "courier") {}

    void run() {
        while (!stop_) {
            const int kind = number(100);
            if (mine_.empty() || kind < 15)
                record();
            else if (kind < 75)
                fire();
            else if (kind < 85)
                fire_many();
            else if (kind < 95)
                with_savepoint();
            else
                roll_back();
        }
    }

private:
    int number(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
    std::int64_t one_of_mine() { return mine_[static_cast<std::size_t>(number(static_cast<int>(mine_.size())))]; }

    std::string request() {
        static const char digits[] = "0123456789abcdef";
        std::string text = "00000000-0000-4000-8000-000000000000";
        for (char &letter : text)
            if (letter == '0')
                letter = digits[number(16)];
        return text;
    }

    // One transaction. What it returns is acknowledged once its COMMIT is; where that answer was lost, the same
    // request is made again.
    void transact(const std::string &sql) {
        bool asked = false;
        pqxx::result rows;
        const bool done = session_.run([&](pqxx::connection &connection) {
            if (asked)
                ++ledger_.lost_answers;
            asked = true;
            pqxx::work transaction(connection);
            rows = transaction.exec(sql);
            transaction.commit();
        });
        if (!done)
            return;
        ++ledger_.commits;
        for (const auto &row : rows)
            ledger_.acknowledge(row[0].as<std::int64_t>(), row[1].as<int>());
        for (const auto &row : rows)
            last_ = row[0].as<std::int64_t>();
    }

    void record() {
        const int parcel = next_parcel_++;
        if (parcel > parcels_)
            return;
        last_ = 0;
        transact("SELECT refusal_id, version FROM refusal.record('acme', 'F-" + std::to_string(parcel) + "', 'refused', '" +
                 request() + "')");
        if (last_ != 0)
            mine_.push_back(last_);
    }

    void fire() {
        transact("SELECT refusal_id, version FROM refusal.fire(" + std::to_string(one_of_mine()) + ", 'sight', '{}', NULL, '" +
                 request() + "', 'courier')");
    }

    void fire_many() {
        std::ostringstream ids;
        std::ostringstream requests;
        for (int count = 0; count < 5; ++count) {
            ids << (count > 0 ? "," : "") << one_of_mine();
            requests << (count > 0 ? "," : "") << request();
        }
        transact("SELECT refusal_id, version FROM refusal.fire_many('{" + ids.str() + "}', 'sight', '{}', NULL, '{" +
                 requests.str() + "}', 'courier') WHERE error IS NULL");
    }

    // What a savepoint took back is nobody's to see; what follows it has the same transaction's place in the feed.
    void with_savepoint() {
        const std::string id = std::to_string(one_of_mine());
        transact("SAVEPOINT before; SELECT refusal.fire(" + id + ", 'sight'); ROLLBACK TO before; "
                 "SELECT refusal_id, version FROM refusal.fire(" + id + ", 'sight', '{}', NULL, '" + request() + "', 'courier')");
    }

    void roll_back() {
        const std::string id = std::to_string(one_of_mine());
        session_.run([&](pqxx::connection &connection) {
            pqxx::work transaction(connection);
            transaction.exec("SELECT refusal.fire(" + id + ", 'sight')");
            transaction.abort();
        });
    }

    Ledger &ledger_;
    std::atomic<int> &next_parcel_;
    int parcels_;
    std::mt19937 random_;
    const std::atomic<bool> &stop_;
    Session session_;
    std::vector<std::int64_t> mine_;
    std::int64_t last_ = 0;
};

} // namespace

void write(Ledger &ledger, std::atomic<int> &next_parcel, int parcels, unsigned seed, const std::atomic<bool> &stop) {
    Writer(ledger, next_parcel, parcels, seed, stop).run();
}

} // namespace refusal::faults
