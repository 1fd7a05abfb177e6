#include "writer.hpp"

#include "session.hpp"

#include <random>
#include <set>
#include <sstream>
#include <vector>

namespace refusal::faults {

namespace {

class Writer {
public:
    Writer(Ledger &ledger, std::atomic<int> &next_parcel, const WriterOptions &options,
           const std::atomic<bool> &stop)
        : ledger_(ledger), next_parcel_(next_parcel), options_(options), random_(options.seed), stop_(stop),
          session_(stop, "ledger writer", "courier") {}

    void run() {
        while (!stop_) {
            if (options_.asynchronous)
                forget_after_a_fault();
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
            // More than the readers can follow would only be a test of how long they take.
            std::this_thread::sleep_for(std::chrono::milliseconds(number(5)));
        }
    }

private:
    int number(int below) { return std::uniform_int_distribution<int>(0, below - 1)(random_); }
    std::int64_t any_refusal() {
        constexpr std::size_t rivals = 8;
        const std::int64_t shared =
            number(3) == 0 ? ledger_.one_of_the_shared(static_cast<std::size_t>(number(rivals))) : 0;
        return shared != 0 ? shared : mine_[static_cast<std::size_t>(number(static_cast<int>(mine_.size())))];
    }

    std::string new_request() {
        static const char digits[] = "0123456789abcdef";
        std::string text = "00000000-0000-4000-8000-000000000000";
        for (char &letter : text)
            if (letter == '0')
                letter = digits[number(16)];
        return text;
    }
    static std::string fire_call(std::int64_t refusal, const std::string &request) {
        return "refusal.fire(" + std::to_string(refusal) + ", 'sight', '{}', NULL, '" + request +
               "', 'courier')";
    }

    // One transaction, which answers with the requests that it has done. They are acknowledged once its
    // COMMIT is; where that answer was lost, the same is asked again, but by who cannot count on its refusals
    // being there still.
    pqxx::result transact(const std::string &sql) {
        bool asked = false;
        pqxx::result rows;
        const bool done = session_.run([&](pqxx::connection &connection) {
            if (asked) {
                ++ledger_.lost_answers;
                if (options_.asynchronous)
                    return;
            }
            asked = true;
            pqxx::work transaction(connection);
            if (options_.asynchronous)
                transaction.exec0("SET LOCAL synchronous_commit = off");
            rows = transaction.exec(sql);
            transaction.commit();
        });
        if (!done)
            return {};
        ++ledger_.commits;
        if (!options_.asynchronous)
            for (const auto &row : rows)
                ledger_.acknowledge(row[0].c_str());
        return rows;
    }

    // A crash may have taken back what was answered, and the refusals with it.
    void forget_after_a_fault() {
        if (session_.faults() != faults_)
            mine_.clear();
        faults_ = session_.faults();
    }

    void record() {
        if (next_parcel_ > options_.parcels) {
            std::this_thread::sleep_for(std::chrono::milliseconds(10));
            return;
        }
        const int parcel = next_parcel_++;
        const std::string request = new_request();
        const pqxx::result rows =
            transact("SELECT '" + request + "', refusal_id FROM refusal.record('acme', 'F-" +
                     std::to_string(parcel) + "', 'refused', '" + request + "')");
        if (rows.empty())
            return;
        mine_.push_back(rows[0][1].as<std::int64_t>());
        if (!options_.asynchronous)
            ledger_.share(mine_.back());
    }

    void fire() {
        const std::string request = new_request();
        transact("SELECT '" + request + "' FROM " + fire_call(any_refusal(), request));
    }

    // Requests of one call in the order of its refusals: those may be the same one, and the answers come in
    // any order.
    void fire_many() {
        std::ostringstream ids;
        std::ostringstream requests;
        std::set<std::int64_t> chosen;
        for (int count = 0; count < 5; ++count)
            chosen.insert(any_refusal());
        for (const std::int64_t id : chosen) {
            ids << (ids.tellp() > 0 ? "," : "") << id;
            requests << (requests.tellp() > 0 ? "," : "") << new_request();
        }
        transact("SELECT asked.request FROM refusal.fire_many('{" + ids.str() +
                 "}', 'sight', '{}', NULL, '{" + requests.str() + "}', 'courier') AS done JOIN unnest('{" +
                 ids.str() + "}'::bigint[], '{" + requests.str() +
                 "}'::text[]) AS asked (refusal_id, request) USING (refusal_id) WHERE done.error IS NULL");
    }

    // What a savepoint took back is nobody's to see; what follows it has the same transaction's place in the
    // feed.
    void with_savepoint() {
        const std::int64_t id = any_refusal();
        const std::string back = new_request();
        const std::string kept = new_request();
        ledger_.take_back(back);
        transact("SAVEPOINT before; SELECT FROM " + fire_call(id, back) + "; ROLLBACK TO before; SELECT '" +
                 kept + "' FROM " + fire_call(id, kept));
    }

    void roll_back() {
        const std::string request = new_request();
        const std::string call = fire_call(any_refusal(), request);
        ledger_.take_back(request);
        bool asked = false;
        session_.run([&](pqxx::connection &connection) {
            if (asked && options_.asynchronous)
                return;
            asked = true;
            pqxx::work transaction(connection);
            transaction.exec("SELECT FROM " + call);
            transaction.abort();
        });
    }

    Ledger &ledger_;
    std::atomic<int> &next_parcel_;
    const WriterOptions options_;
    std::mt19937 random_;
    const std::atomic<bool> &stop_;
    Session session_;
    std::int64_t faults_ = 0;
    std::vector<std::int64_t> mine_;
};

} // namespace

void write(Ledger &ledger, std::atomic<int> &next_parcel, const WriterOptions &options,
           const std::atomic<bool> &stop) {
    Writer(ledger, next_parcel, options, stop).run();
}

} // namespace refusal::faults
