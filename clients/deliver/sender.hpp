#pragma once

#include "deliver/clock.hpp"
#include "deliver/transfer.hpp"

#include <map>
#include <memory>
#include <vector>

namespace refusal::client {

// All requests that are under way, of all endpoints, driven by one thread.
class Sender {
public:
    struct Finished {
        Ticket ticket;
        Response response;
    };

    Sender();
    void send(Ticket ticket, Request request);
    // Of this slot: nothing more is heard of them.
    void cancel(int endpoint, int slot);
    std::size_t under_way() const { return transfers_.size(); }
    // Until something finished, `descriptor` is readable, wake() was called or the moment has come.
    std::vector<Finished> wait(Clock::time_point until, int descriptor);
    // From any thread.
    void wake() { curl_multi_wakeup(multi_.get()); }

private:
    struct Library {
        Library();
        ~Library() { curl_global_cleanup(); }
    };
    struct Close {
        void operator()(CURLM *multi) const { curl_multi_cleanup(multi); }
    };

    std::vector<Finished> finished();

    Library library_;
    std::unique_ptr<CURLM, Close> multi_;
    std::map<CURL *, std::unique_ptr<Transfer>> transfers_;
};

} // namespace refusal::client
