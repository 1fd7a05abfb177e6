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

// ledger: writers and readers of the feed, who keep books while somebody else breaks the server. At SIGTERM the writers
// stop, the readers read to the end, and the books are compared.
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

Versions journal() {
    pqxx::connection connection;
    pqxx::nontransaction statement(connection);
    Versions versions;
    for (const auto &row : statement.exec("SELECT refusal_id, max(version) FROM refusal.event GROUP BY 1"))
        versions.emplace(row[0].as<std::int64_t>(), row[1].as<int>());
    return versions;
}

} // namespace

int main(int argc, char **argv) {
    CLI::App app{"Keeps books on the feed while faults happen; SIGTERM: settle and report"};
    int writers = 4;
    int first_parcel = 1;
    int parcels = 0;
    int slots = 2;
    int patience = 60;
    unsigned seed = 1;
    std::string consumer;
    std::string forge;
    app.add_option("--writers", writers, "How many connections write");
    app.add_option("--first-parcel", first_parcel, "The parcels F-first …");
    app.add_option("--parcels", parcels, "… to F-N may be refused")->required();
    app.add_option("--consumer", consumer, "A consumer with that many slots that has seen nothing yet")->required();
    app.add_option("--slots", slots, "Its slots");
    app.add_option("--seed", seed, "What the writers do follows from it");
    app.add_option("--patience", patience, "Seconds that the readers have to come to the end");
    app.add_option("--forge", forge, "Falsify a reader's book, to see that it is found out")
        ->check(CLI::IsMember({"lost", "twice", "order"}));
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
    std::vector<std::unique_ptr<Account>> workers;
    std::atomic<int> next_parcel{first_parcel};
    std::atomic<bool> stop_writing{false};
    std::atomic<bool> stop_reading{false};
    std::vector<std::thread> writing;
    std::vector<std::thread> reading;
    for (int writer = 0; writer < writers; ++writer)
        writing.push_back(run([&, writer] {
            write(ledger, next_parcel, parcels, seed + static_cast<unsigned>(writer), stop_writing);
        }));
    reading.push_back(run([&] { read(reader, false, stop_reading); }));
    reading.push_back(run([&] { read(listener, true, stop_reading); }));
    for (int slot = 0; slot < slots; ++slot) {
        workers.push_back(std::make_unique<Account>("slot " + std::to_string(slot), true));
        for (unsigned worker = 0; worker < 2; ++worker) // they compete for the lease
            reading.push_back(run([&, slot, worker] {
                consume(*workers[static_cast<std::size_t>(slot)], consumer, slot, seed * 31 + worker, stop_reading);
            }));
    }

    int signal = 0;
    sigwait(&asked, &signal);
    stop_writing = true;
    for (auto &thread : writing)
        thread.join();

    const Versions committed = journal();
    std::int64_t unjournalled = 0;
    for (const auto &[refusal, version] : ledger.versions()) {
        const auto found = committed.find(refusal);
        unjournalled += std::max(0, version - (found == committed.end() ? 0 : found->second));
    }
    std::int64_t events = 0;
    for (const auto &[refusal, version] : committed)
        events += version;
    // A slot has the refusals that its readers found there: together they have all, and none twice.
    const auto of_slots = [&] {
        std::int64_t lost = events;
        for (const auto &worker : workers)
            lost -= worker->events() - worker->duplicates();
        return lost;
    };
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(patience);
    while (std::chrono::steady_clock::now() < deadline && !failed &&
           !(reader.has_all(committed) && listener.has_all(committed) && of_slots() == 0))
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    stop_reading = true;
    for (auto &thread : reading)
        thread.join();

    if (!committed.empty()) {
        const auto [refusal, version] = *committed.begin();
        if (forge == "lost")
            events += 1;
        else if (forge == "twice")
            reader.enter(refusal, version);
        else if (forge == "order")
            reader.enter(refusal, version + 2);
    }
    std::int64_t duplicates = 0;
    std::int64_t out_of_order = reader.out_of_order() + listener.out_of_order();
    for (const auto &worker : workers) {
        duplicates += worker->duplicates();
        out_of_order += worker->out_of_order();
    }
    const std::int64_t lost = unjournalled + reader.lost(committed) + listener.lost(committed) + of_slots();
    std::cout << "commits=" << ledger.commits << " lost_answers=" << ledger.lost_answers << " events=" << events
              << " duplicates=" << duplicates << " lost=" << lost << " out_of_order=" << out_of_order << '\n';
    const bool readers_are_right = reader.report(committed) & listener.report(committed); // both are to speak
    return failed || !readers_are_right || lost != 0 || out_of_order != 0 || events == 0 ? 1 : 0;
}
