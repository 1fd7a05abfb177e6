#include "deliver/dispatcher.hpp"

#include "deliver/log.hpp"
#include "deliver/metrics.hpp"
#include "descriptors.hpp"
#include "failure.hpp"
#include "reconnect.hpp"
#include "session.hpp"

#include <algorithm>
#include <cstdlib>
#include <limits>
#include <utility>

namespace refusal::client {

namespace {

constexpr auto report_every = std::chrono::seconds(1);
// Though there is nothing new: so it shows that somebody delivers.
constexpr auto report_all_every = std::chrono::seconds(30);
// For the database to take the last acknowledgements.
constexpr auto last_words = std::chrono::seconds(5);

} // namespace

Dispatcher::Dispatcher(const DeliverOptions &options)
    : options_(options),
      database_(options.dsn, {[this] { connected(); }, [this](const std::string &why) { lost(why); },
                              [this](const std::string &shop) { heard(shop); }, [this] { sender_.wake(); }}) {
    if (!options.health.empty()) {
        health_.emplace(options.health, monitor_);
        log("info", "health server listens", {{"port", health_->port()}});
    }
}

void Dispatcher::connected() {
    connected_ = true;
    look_at_ = Clock::now();
    log("info", "connected");
}

void Dispatcher::lost(const std::string &why) {
    if (std::exchange(connected_, false)) {
        log("warning", "database lost", {{"error", why}});
    }
    asking_ = false;
    for (const auto &[id, endpoint] : endpoints_) {
        endpoint->drop();
    }
}

void Dispatcher::heard(const std::string &shop) {
    for (const auto &[id, endpoint] : endpoints_) {
        if (endpoint->row().shop == shop) {
            endpoint->heard();
        }
    }
}

void Dispatcher::ask_for_endpoints(Clock::time_point now, Agenda &agenda) {
    if (!connected_ || asking_ || stopping_) {
        return;
    }
    if (now < look_at_) {
        agenda.at(look_at_);
        return;
    }
    asking_ = true;
    look_at_ = now + options_.look_every;
    database_.ask([this](Session &session) -> Database::Answer {
        try {
            tick(session.connection);
            auto rows = sync_endpoints(session.connection);
            session.learn_lease();
            for (const auto &row : rows) {
                session.hear(row.shop);
            }
            return [this, rows = std::move(rows)] { take_over(rows); };
        } catch (const pqxx::sql_error &error) {
            check_is_passing(error);
            return [this, why = first_line(error.what())] {
                log("warning", "cannot look for endpoints", {{"error", why}});
                asking_ = false;
            };
        }
    });
}

void Dispatcher::take_over(std::vector<EndpointRow> rows) {
    asking_ = false;
    if (stopping_) {
        return;
    }
    for (const auto &[id, endpoint] : endpoints_) {
        const auto is_there = [id = id](const EndpointRow &row) { return row.id == id; };
        if (std::none_of(rows.begin(), rows.end(), is_there)) {
            endpoint->retire();
        }
    }
    for (auto &row : rows) {
        take_over(std::move(row));
    }
}

void Dispatcher::take_over(EndpointRow row) {
    const auto known = endpoints_.find(row.id);
    const std::string problem = known == endpoints_.end() ? "" : known->second->row().problem;
    if (!row.problem.empty() && row.problem != problem) {
        log("warning", "endpoint gets nothing",
            {{"endpoint", row.id}, {"shop", row.shop}, {"name", row.name}, {"problem", row.problem}});
    }
    if (known != endpoints_.end()) {
        known->second->change(std::move(row));
        return;
    }
    log("info", "endpoint", {{"endpoint", row.id}, {"shop", row.shop}, {"name", row.name}});
    const int id = row.id;
    endpoints_.emplace(id, std::make_shared<Endpoint>(std::move(row), Tools{options_, database_, sender_}));
}

void Dispatcher::remove_retired() {
    for (auto endpoint = endpoints_.begin(); endpoint != endpoints_.end();) {
        if (endpoint->second->is_retired() && endpoint->second->is_idle()) {
            endpoint->second->drop();
            log("info", "endpoint left", {{"endpoint", endpoint->first}});
            endpoint = endpoints_.erase(endpoint);
        } else {
            ++endpoint;
        }
    }
}

void Dispatcher::report(Clock::time_point now, Agenda &agenda) {
    if (now < report_at_) {
        agenda.at(report_at_);
        return;
    }
    report_at_ = now + report_every;
    agenda.at(report_at_);
    if (health_) {
        monitor_.show(connected_, metrics_of(endpoints_, connected_));
    }
    const bool all = now >= report_all_at_;
    if (all) {
        report_all_at_ = now + report_all_every;
    }
    std::vector<Report> reports;
    for (const auto &[id, endpoint] : endpoints_) {
        for (auto &report : endpoint->reports(all)) {
            reports.push_back(std::move(report));
        }
    }
    if (reports.empty()) {
        return;
    }
    database_.ask([reports = std::move(reports)](Session &session) -> Database::Answer {
        for (const auto &report : reports) {
            try {
                client::report(session.connection, report);
            } catch (const pqxx::sql_error &error) {
                // Somebody holds the row: better to lose some figures than to wait.
                check_is_passing(error);
            }
        }
        return [] {};
    });
}

void Dispatcher::turn(Clock::time_point latest) {
    database_.answer();
    Agenda agenda(latest);
    const auto now = Clock::now();
    ask_for_endpoints(now, agenda);
    for (const auto &[id, endpoint] : endpoints_) {
        endpoint->serve(now, agenda);
    }
    if (!stopping_) {
        remove_retired();
        report(now, agenda);
    }
    for (const auto &[ticket, response] : sender_.wait(agenda.next(), stop_.descriptor())) {
        const auto endpoint = endpoints_.find(ticket.endpoint);
        if (endpoint != endpoints_.end()) {
            endpoint->second->finished(ticket, response);
        }
    }
}

bool Dispatcher::is_idle() const {
    return std::all_of(endpoints_.begin(), endpoints_.end(),
                       [](const auto &endpoint) { return endpoint.second->is_idle(); });
}

void Dispatcher::run() {
    log("info", "started");
    while (!stop_.take()) {
        turn(Clock::now() + std::chrono::minutes(1));
    }
    finish();
}

// What is under way may end, and is acknowledged; the rest is there for the next one.
void Dispatcher::finish() {
    stopping_ = true;
    log("info", "stopping", {{"under_way", sender_.under_way()}});
    for (const auto &[id, endpoint] : endpoints_) {
        endpoint->retire();
    }
    const auto grace_ends = Clock::now() + options_.grace;
    // Told again, it ends at once.
    while (sender_.under_way() > 0 && Clock::now() < grace_ends && !stop_.take()) {
        turn(grace_ends);
    }
    if (sender_.under_way() > 0) {
        log("warning", "cut off", {{"under_way", sender_.under_way()}});
    }
    for (const auto &[id, endpoint] : endpoints_) {
        endpoint->cut_off();
    }
    const auto end = Clock::now() + last_words;
    report_at_ = {};
    Agenda ignored(end);
    report(Clock::now(), ignored);
    const auto waits_for_database = [this] { return connected_ && !(is_idle() && database_.is_idle()); };
    while (waits_for_database() && Clock::now() < end) {
        turn(end);
    }
    if (waits_for_database()) {
        log("warning", "the database does not answer: some events will be sent again");
        // Nor does the thread that asks it.
        std::_Exit(ended);
    }
    log("info", "stopped");
}

void deliver(const DeliverOptions &options) {
    // Of every endpoint as many requests as it takes.
    allow_descriptors(std::numeric_limits<std::size_t>::max());
    Dispatcher(options).run();
}

} // namespace refusal::client
