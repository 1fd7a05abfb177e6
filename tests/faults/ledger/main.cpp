#include "ledger.hpp"
#include "reader.hpp"
#include "writer.hpp"

#include <CLI/CLI.hpp>
#include <pqxx/pqxx>

#include <csignal>
#include <functional>
#include <iostream>
#include <thread>
#include <vector>

// ledger: writers and readers of the feed, who keep books while somebody else breaks the server. At SIGTERM
// the writers stop, the readers read to the end, and the books are compared.
namespace {

using namespace refusal::faults;

std::atomic<bool> failed{false};

std::thread run(std::function<void()> work) {
    return std::thread([work = std::move(work)] {
        try {
            work();
        } catch (const std::exception &error) {
            std::cerr << "ledger: " << error.what() << '\n';
            failed = true;
        }
    });
}

// All that was committed, and where the feed has it now.
Journal journal() {
    pqxx::connection connection;
    pqxx::nontransaction statement(connection);
    Journal journal;
    for (const auto &row : statement.exec(
             "SELECT event_id, refusal_id, version, coalesce(request_id::text, '') FROM refusal.event"))
        journal.emplace(row[0].as<std::int64_t>(),
                        Line{row[1].as<std::int64_t>(), row[2].as<int>(), {}, row[3].c_str()});
    std::string position;
    for (;;) {
        const pqxx::result rows = statement.exec_params(
            "SELECT pos::text, event_id FROM refusal.read_feed(nullif($1, '')::refusal.feed_position, 10000)",
            position);
        for (const auto &row : rows) {
            position = row[0].c_str();
            const auto found = journal.find(row[1].as<std::int64_t>());
            if (found != journal.end())
                found->second.position = position;
        }
        if (rows.empty())
            return journal;
    }
}

std::int64_t events_without_one_effect(const std::string &consumer) {
    pqxx::connection connection;
    pqxx::nontransaction statement(connection);
    return statement
        .exec_params1(
            "SELECT count(*) FROM refusal.event e FULL JOIN (SELECT event_id, count(*) AS times FROM effect "
            "WHERE consumer = $1 GROUP BY 1) AS f USING (event_id) WHERE f.times IS DISTINCT FROM 1 "
            "OR e.event_id IS NULL",
            consumer)[0]
        .as<std::int64_t>();
}

// Something that cannot have been, put into the books: whoever compares them has to notice.
void falsify(const std::string &forge, Journal &journal, Ledger &ledger, Account &reader) {
    const auto [event, line] = *journal.begin();
    if (forge == "lost") {
        journal.emplace(-1, line);
    } else if (forge == "twice") {
        reader.enter(event, line);
    } else if (forge == "order") {
        journal.emplace(-1, Line{line.refusal, 100'000, "", ""});
        reader.enter(-1, {line.refusal, 100'000, "", ""});
    } else if (forge == "moved") {
        journal.begin()->second.position = "elsewhere";
    } else if (forge == "phantom") {
        journal.erase(event);
    } else if (forge == "unkept") {
        ledger.acknowledge("never made");
    } else if (forge == "undead") {
        ledger.take_back(line.request);
    }
}

} // namespace

int main(int argc, char **argv) {
    CLI::App app{"Keeps books on the feed while faults happen; SIGTERM: settle and report"};
    int writers = 4;
    int asynchronous = 1;
    int tickers = 1;
    int first_parcel = 1;
    int parcels = 0;
    int slots = 2;
    int patience = 60;
    unsigned seed = 1;
    std::string consumer;
    std::string forge;
    app.add_option("--writers", writers, "How many connections write");
    app.add_option("--asynchronous", asynchronous, "How many of them do not wait for the disk");
    app.add_option("--tickers", tickers, "How many connections tick, beside a relay or for want of one");
    app.add_option("--first-parcel", first_parcel, "The parcels F-first …");
    app.add_option("--parcels", parcels, "… to F-N may be refused")->required();
    app.add_option("--consumer", consumer, "A consumer with that many slots that has seen nothing yet")
        ->required();
    app.add_option("--slots", slots, "Its slots");
    app.add_option("--seed", seed, "What the writers do follows from it");
    app.add_option("--patience", patience, "Seconds that the readers have to come to the end");
    app.add_option("--forge", forge, "Falsify a reader's book, to see that it is found out")
        ->check(CLI::IsMember({"lost", "twice", "order", "moved", "phantom", "unkept", "undead"}));
    CLI11_PARSE(app, argc, argv);

    sigset_t asked;
    sigemptyset(&asked);
    sigaddset(&asked, SIGTERM);
    sigaddset(&asked, SIGINT);
    pthread_sigmask(SIG_BLOCK, &asked, nullptr); // the threads inherit it
    std::signal(SIGPIPE, SIG_IGN);

    Ledger ledger;
    Account reader("reader", false);
    Account listener("listener", false);
    Account workers("consumer", true);
    std::atomic<int> next_parcel{first_parcel};
    std::atomic<bool> stop_writing{false};
    std::atomic<bool> stop_reading{false};
    std::vector<std::thread> writing;
    std::vector<std::thread> reading;
    for (int writer = 0; writer < writers; ++writer)
        writing.push_back(run([&, writer] {
            write(ledger, next_parcel, {parcels, seed + static_cast<unsigned>(writer), writer < asynchronous},
                  stop_writing);
        }));
    reading.push_back(run([&] { read(reader, false, stop_reading); }));
    reading.push_back(run([&] { read(listener, true, stop_reading); }));
    for (int slot = 0; slot < slots; ++slot)
        for (unsigned worker = 0; worker < 2; ++worker) // they compete for the lease
            reading.push_back(run(
                [&, slot, worker] { consume(workers, consumer, slot, seed * 31 + worker, stop_reading); }));
    for (int ticker = 0; ticker < tickers; ++ticker)
        reading.push_back(run([&] { tick(stop_reading); }));

    int signal = 0;
    sigwait(&asked, &signal);
    stop_writing = true;
    for (auto &thread : writing)
        thread.join();

    Journal committed = journal();
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(patience);
    while (std::chrono::steady_clock::now() < deadline && !failed &&
           !(reader.has_all(committed) && listener.has_all(committed) && workers.has_all(committed) &&
             events_without_one_effect(consumer) == 0))
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop_reading = true;
    for (auto &thread : reading)
        thread.join();

    committed = journal();
    if (!committed.empty())
        falsify(forge, committed, ledger, reader);
    const std::int64_t duplicates = reader.duplicates() + listener.duplicates() + workers.duplicates();
    const std::int64_t out_of_order =
        reader.out_of_order() + listener.out_of_order() + workers.out_of_order();
    const std::int64_t lost = reader.lost(committed) + listener.lost(committed) + workers.lost(committed);
    const std::int64_t broken = ledger.compare(committed);
    const std::int64_t effects = events_without_one_effect(consumer);
    const std::int64_t findings =
        reader.compare(committed) + listener.compare(committed) + workers.compare(committed);
    std::cout << "commits=" << ledger.commits << " lost_answers=" << ledger.lost_answers
              << " events=" << committed.size() << " duplicates=" << duplicates << " lost=" << lost
              << " out_of_order=" << out_of_order << " promises_broken=" << broken
              << " effects_not_once=" << effects << " findings=" << findings << '\n';
    return failed || lost + out_of_order + broken + effects + findings != 0 || committed.empty() ? 1 : 0;
}
