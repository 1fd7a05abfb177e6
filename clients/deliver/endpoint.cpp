#include "deliver/endpoint.hpp"

#include "deliver/log.hpp"
#include "deliver/signature.hpp"
#include "reconnect.hpp"

#include <algorithm>
#include <ctime>
#include <numeric>
#include <utility>

namespace refusal::client {

namespace {

std::optional<long long> seconds_of(const std::optional<Tally::Moment> &moment) {
    if (!moment) {
        return std::nullopt;
    }
    return std::chrono::duration_cast<std::chrono::seconds>(moment->time_since_epoch()).count();
}

} // namespace

Endpoint::Endpoint(EndpointRow row, const Tools &tools)
    : row_(std::move(row)), tools_(tools),
      breaker_(tools.options.failures_to_open,
               Backoff(tools.options.probe_after, tools.options.probe_at_most)),
      rate_(row_.rate_per_second) {
    for (int number = 0; number < row_.slots; ++number) {
        slots_.push_back(std::make_shared<Slot>(number, tools_));
    }
}

void Endpoint::change(EndpointRow row) {
    if (row.rate_per_second != row_.rate_per_second) {
        rate_ = Rate(row.rate_per_second);
    }
    // What was found out of the old address says nothing of the new one.
    if (row.url != row_.url) {
        breaker_.succeeded();
        paused_until_ = {};
    }
    row_ = std::move(row);
    retired_ = false;
}

bool Endpoint::is_idle() const {
    return std::all_of(slots_.begin(), slots_.end(), [](const auto &slot) { return slot->is_idle(); });
}

int Endpoint::under_way() const {
    return std::accumulate(slots_.begin(), slots_.end(), 0,
                           [](int sum, const auto &slot) { return sum + slot->under_way(); });
}

std::size_t Endpoint::in_memory() const {
    return std::accumulate(slots_.begin(), slots_.end(), std::size_t(0),
                           [](std::size_t sum, const auto &slot) { return sum + slot->window().size(); });
}

void Endpoint::heard() {
    for (const auto &slot : slots_) {
        slot->heard();
    }
}

void Endpoint::drop() {
    for (const auto &slot : slots_) {
        slot->drop(row_);
    }
}

void Endpoint::cut_off() {
    cut_off_ = true;
    for (const auto &slot : slots_) {
        slot->cut_off(row_);
    }
}

Slot *Endpoint::slot_of(const Ticket &ticket) const {
    const auto number = static_cast<std::size_t>(ticket.slot);
    return !cut_off_ && number < slots_.size() && slots_[number]->generation() == ticket.generation
               ? slots_[number].get()
               : nullptr;
}

void Endpoint::serve(Clock::time_point now, Agenda &agenda) {
    for (const auto &slot : slots_) {
        slot->watch_lease(row_, now, agenda);
    }
    if (under_way() == 0) {
        breaker_.abandon_probe();
    }
    while (may_send(now, agenda)) {
        auto *const slot = next_slot(now);
        if (slot == nullptr) {
            break;
        }
        rate_.take(now);
        send(*slot);
    }
    for (const auto &slot : slots_) {
        slot->ask(row_, polling(now, agenda), now, agenda);
    }
}

bool Endpoint::may_send(Clock::time_point now, Agenda &agenda) const {
    if (retired_ || !row_.problem.empty()) {
        return false;
    }
    const int most = breaker_.is_closed() ? row_.concurrency : 1;
    if (under_way() >= most) {
        return false;
    }
    auto moment = std::max(paused_until_, rate_.free_at());
    if (!breaker_.is_closed()) {
        moment = std::max(moment, breaker_.probe_at());
    }
    if (now < moment) {
        agenda.at(moment);
        return false;
    }
    return true;
}

// Each in its turn.
Slot *Endpoint::next_slot(Clock::time_point now) {
    for (std::size_t tried = 0; tried < slots_.size(); ++tried) {
        auto *const slot = slots_[turn_++ % slots_.size()].get();
        if (slot->window().next() != nullptr && !slot->keys().empty() && slot->is_surely_ours(now)) {
            return slot;
        }
    }
    return nullptr;
}

void Endpoint::send(Slot &slot) {
    const auto &event = *slot.window().next();
    const Ticket ticket = {row_.id, slot.number(), slot.generation(), event.position};
    if (!breaker_.is_closed()) {
        breaker_.begin_probe();
    }
    slot.begin(event.position);
    if (row_.is_notification) {
        prepare(ticket, event);
    } else {
        post(ticket, event.id, event.cloud_event);
    }
}

void Endpoint::prepare(const Ticket &ticket, const Event &event) {
    tools_.database.ask([self = weak_from_this(), ticket, event,
                         source = tools_.options.source](Session &session) -> Database::Answer {
        Notification message;
        Response response;
        try {
            message = notification(session.connection, event, source);
        } catch (const pqxx::sql_error &error) {
            if (may_pass(error)) {
                throw;
            }
            response.error = error.what();
        }
        return [self, ticket, id = event.id, message, response] {
            const auto endpoint = self.lock();
            auto *const slot = endpoint ? endpoint->slot_of(ticket) : nullptr;
            if (slot == nullptr) {
                return;
            }
            if (!response.error.empty()) {
                endpoint->finished(ticket, response);
            } else if (message.missing.empty()) {
                endpoint->post(ticket, id, message.cloud_event);
            } else {
                endpoint->say("info", "nothing to send", {{"event", id}, {"why", message.missing}});
                slot->end_request();
                slot->window().delivered(ticket.position);
            }
        };
    });
}

void Endpoint::post(const Ticket &ticket, long long event_id, std::string body) {
    const auto id = "evt_" + std::to_string(row_.id) + '_' + std::to_string(event_id);
    const auto timestamp = std::to_string(std::time(nullptr));
    Request request;
    request.url = row_.url;
    request.headers = {
        "Content-Type: application/cloudevents+json",
        "User-Agent: pg_refusal",
        "webhook-id: " + id,
        "webhook-timestamp: " + timestamp,
        "webhook-signature: " + signature_header(slot_of(ticket)->keys(), id, timestamp, body),
        // No round trip before the body.
        "Expect:",
    };
    request.body = std::move(body);
    request.timeout = row_.timeout;
    request.allow_private = row_.allow_private;
    request.ca_file = tools_.options.ca_file;
    tools_.sender.send(ticket, std::move(request));
}

void Endpoint::finished(const Ticket &ticket, const Response &response) {
    if (auto *const slot = slot_of(ticket)) {
        slot->end_request();
        judge(*slot, ticket.position, response);
    }
}

void Endpoint::judge(Slot &slot, const std::string &position, const Response &response) {
    const auto outcome = outcome_of(response);
    const auto now = Clock::now();
    if (outcome.pause) {
        paused_until_ = std::max<Clock::time_point>(paused_until_, now + *outcome.pause);
    }
    if (outcome.kind == Outcome::Kind::not_tried) {
        say("warning", "not sent", {{"error", outcome.error}});
        slot.window().put_back(position);
        return;
    }
    const auto before = breaker_.circuit();
    if (outcome.endpoint_down) {
        breaker_.failed(now);
    } else {
        breaker_.succeeded();
    }
    if (breaker_.circuit() == Circuit::open && before == Circuit::closed) {
        say("warning", "circuit open", {{"error", outcome.error}});
    } else if (breaker_.is_closed() && before != Circuit::closed) {
        say("info", "circuit closed");
    }
    if (outcome.kind == Outcome::Kind::delivered) {
        slot.window().delivered(position);
        slot.tally.success(response.took);
        tally_.success(response.took);
        return;
    }
    const auto &event = slot.window().event_at(position);
    say("warning", "not delivered",
        {{"event", event.id}, {"refusal", event.refusal}, {"error", outcome.error}});
    slot.tally.failure(outcome.error);
    tally_.failure(outcome.error);
    // While the endpoint is left alone no event uses up its attempts.
    if (outcome.endpoint_down && before != Circuit::closed) {
        slot.window().put_back(position);
    } else {
        slot.window().failed(
            {position, outcome.error, outcome.retry_in, outcome.kind == Outcome::Kind::gone});
    }
}

Slot::Polling Endpoint::polling(Clock::time_point now, Agenda &agenda) const {
    using Much = Slot::Polling::Much;
    if (retired_) {
        return {under_way() > 0 ? Much::renew : Much::none, {}};
    }
    if (!row_.problem.empty()) {
        return {Much::renew, {}};
    }
    const auto moment = breaker_.is_closed() ? paused_until_ : std::max(paused_until_, breaker_.probe_at());
    if (now < moment) {
        agenda.at(moment);
        return {Much::renew, {}};
    }
    return {breaker_.is_closed() ? Much::all : Much::probe, moment};
}

std::vector<Report> Endpoint::reports(bool all) {
    std::vector<Report> reports;
    const bool changed = breaker_.circuit() != std::exchange(reported_, breaker_.circuit());
    for (const auto &slot : slots_) {
        const auto tally = std::exchange(slot->tally, {});
        if (all || changed || tally.delivered > 0 || tally.failed > 0) {
            reports.push_back({row_.id, slot->number(), name_of(breaker_.circuit()), tally.delivered,
                               tally.failed, seconds_of(tally.last_success), seconds_of(tally.last_failure),
                               tally.last_error});
        }
    }
    return reports;
}

void Endpoint::say(const char *level, const char *message, nlohmann::ordered_json details) const {
    nlohmann::ordered_json all = {{"endpoint", row_.id}, {"shop", row_.shop}, {"name", row_.name}};
    if (details.is_object()) {
        all.update(details);
    }
    log(level, message, all);
}

} // namespace refusal::client
