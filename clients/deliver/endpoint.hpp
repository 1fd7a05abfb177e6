#pragma once

#include "deliver/breaker.hpp"
#include "deliver/clock.hpp"
#include "deliver/queries.hpp"
#include "deliver/rate.hpp"
#include "deliver/slot.hpp"
#include "deliver/tally.hpp"
#include "deliver/tools.hpp"

#include <nlohmann/json.hpp>

#include <memory>
#include <string>
#include <vector>

namespace refusal::client {

// Where a shop's events are sent: which of them when, and what their answers mean.
class Endpoint : public std::enable_shared_from_this<Endpoint> {
public:
    Endpoint(EndpointRow row, const Tools &tools);
    const EndpointRow &row() const { return row_; }
    void change(EndpointRow row);
    // From now on nothing new: what is under way ends, and is told.
    void retire() { retired_ = true; }
    bool is_retired() const { return retired_; }
    // Whatever is under way is not waited for; what was delivered is still told.
    void cut_off();
    bool is_idle() const;
    void heard();
    // Everything that the database handed out.
    void drop();
    // Whatever may be done now. When there is more to do goes into the agenda.
    void serve(Clock::time_point now, Agenda &agenda);
    void finished(const Ticket &ticket, const Response &response);
    // Of the slots of which there is something new, or of all.
    std::vector<Report> reports(bool all);
    Circuit circuit() const { return breaker_.circuit(); }
    int under_way() const;
    std::size_t in_memory() const;
    const Tally &tally() const { return tally_; }

private:
    Slot *slot_of(const Ticket &ticket) const;
    bool may_send(Clock::time_point now, Agenda &agenda) const;
    Slot *next_slot(Clock::time_point now);
    void send(Slot &slot);
    void prepare(const Ticket &ticket, const Event &event);
    void post(const Ticket &ticket, long long event_id, std::string body);
    void judge(Slot &slot, const std::string &position, const Response &response);
    Slot::Polling polling(Clock::time_point now, Agenda &agenda) const;
    void say(const char *level, const char *message, nlohmann::ordered_json details = {}) const;

    EndpointRow row_;
    Tools tools_;
    Breaker breaker_;
    Rate rate_;
    std::vector<std::shared_ptr<Slot>> slots_;
    std::size_t turn_ = 0;
    Clock::time_point paused_until_;
    bool retired_ = false;
    bool cut_off_ = false;
    Tally tally_;
    Circuit reported_ = Circuit::closed;
};

} // namespace refusal::client
