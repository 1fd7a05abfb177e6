#pragma once

#include "deliver/clock.hpp"
#include "deliver/queries.hpp"
#include "deliver/tally.hpp"
#include "deliver/tools.hpp"
#include "deliver/window.hpp"

#include <memory>
#include <string>
#include <vector>

namespace refusal::client {

// One of the slots that an endpoint's refusals are dealt out to: what was polled of it under one lease, and
// what the database is yet to be told. When the lease is lost all of that is forgotten; the database hands it
// out anew, to us or to another process.
class Slot : public std::enable_shared_from_this<Slot> {
public:
    // What may be polled: nothing, as while the endpoint ends; no more than keeps the lease; some, for a
    // probe that is due since that moment; all that there is.
    struct Polling {
        enum class Much { none, renew, probe, all };
        Much much = Much::none;
        Clock::time_point probe_at;
    };

    Slot(int number, const Tools &tools);
    int number() const { return number_; }
    long generation() const { return generation_; }
    // Signed with; of the last poll, so that one that was ended is not used for long.
    const std::vector<std::string> &keys() const { return keys_; }
    Window &window() { return window_; }
    const Window &window() const { return window_; }
    int under_way() const { return under_way_; }
    void begin(const std::string &position);
    void end_request() { --under_way_; }
    // Nothing is under way, and the database knows all.
    bool is_idle() const { return under_way_ == 0 && !asking_ && !window_.has_news(); }
    // Nobody else can have the slot yet: what begins now is not sent after another process' later one.
    bool is_surely_ours(Clock::time_point now) const { return now < sure_until_; }
    // There may be something to poll.
    void heard() { heard_ = true; }
    // What is under way is cut off: its event is sent again, and must not arrive after a later one of its
    // refusal.
    void drop(const EndpointRow &row);
    // The same, but what was delivered is still told.
    void cut_off(const EndpointRow &row);
    // A database that does not answer does not say that the lease has lapsed.
    void watch_lease(const EndpointRow &row, Clock::time_point now, Agenda &agenda);
    // Tells the database what there is to tell, and polls.
    void ask(const EndpointRow &row, const Polling &polling, Clock::time_point now, Agenda &agenda);

    Tally tally; // since the last report

private:
    struct Told {
        std::string lost; // why; empty: it was not
        Handed handed;
        std::chrono::milliseconds lease = std::chrono::milliseconds(0);
    };

    static Told tell(Session &session, const EndpointRow &row, int slot, const std::string &fence,
                     const Settlement &settlement, int most, const std::string &source);
    int poll_size(const Polling &polling, Clock::time_point now, Agenda &agenda) const;
    void told(const EndpointRow &row, int most, Clock::time_point asked_at, Told told);
    void lose(const EndpointRow &row, const std::string &why);

    int number_;
    Tools tools_;
    Window window_;
    std::string fence_;
    std::vector<std::string> keys_;
    long generation_; // another one for every slot and every time that it is dropped
    int under_way_ = 0;
    bool asking_ =
        false; // one thing at a time: what a poll returns must not be older than what we said before
    bool heard_ = true;
    bool more_ = false; // the last poll returned as many as it was to
    Clock::time_point polled_at_;
    Clock::time_point look_at_;
    Clock::time_point renew_at_;
    Clock::time_point sure_until_;
    Clock::time_point lapses_at_; // at the latest
    Clock::time_point settle_at_;
};

} // namespace refusal::client
