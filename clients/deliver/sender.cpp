#include "deliver/sender.hpp"

#include <stdexcept>

namespace refusal::client {

namespace {

void check(CURLMcode result) {
    if (result != CURLM_OK) {
        throw std::runtime_error(std::string("libcurl: ") + curl_multi_strerror(result));
    }
}

} // namespace

Sender::Library::Library() {
    if (curl_global_init(CURL_GLOBAL_DEFAULT) != CURLE_OK) {
        throw std::runtime_error("cannot initialise libcurl");
    }
}

Sender::Sender() : multi_(curl_multi_init()) {
    if (!multi_) {
        throw std::bad_alloc();
    }
}

void Sender::send(Ticket ticket, Request request) {
    auto transfer = std::make_unique<Transfer>(std::move(ticket), std::move(request));
    auto *const handle = transfer->handle();
    transfers_.emplace(handle, std::move(transfer));
    check(curl_multi_add_handle(multi_.get(), handle));
}

void Sender::cancel(int endpoint, int slot) {
    for (auto transfer = transfers_.begin(); transfer != transfers_.end();) {
        const auto &ticket = transfer->second->ticket();
        if (ticket.endpoint == endpoint && ticket.slot == slot) {
            curl_multi_remove_handle(multi_.get(), transfer->first);
            transfer = transfers_.erase(transfer);
        } else {
            ++transfer;
        }
    }
}

std::vector<Sender::Finished> Sender::wait(Clock::time_point until, int descriptor) {
    int running = 0;
    check(curl_multi_perform(multi_.get(), &running));
    auto done = finished();
    if (!done.empty()) {
        return done;
    }
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - Clock::now()).count();
    curl_waitfd watched = {descriptor, CURL_WAIT_POLLIN, 0};
    check(
        curl_multi_poll(multi_.get(), &watched, 1, static_cast<int>(std::clamp(left, 0L, 60'000L)), nullptr));
    check(curl_multi_perform(multi_.get(), &running));
    return finished();
}

std::vector<Sender::Finished> Sender::finished() {
    std::vector<Finished> done;
    int left = 0;
    while (const auto *message = curl_multi_info_read(multi_.get(), &left)) {
        if (message->msg != CURLMSG_DONE) {
            continue;
        }
        const auto transfer = transfers_.find(message->easy_handle);
        done.push_back({transfer->second->ticket(), transfer->second->response_of(message->data.result)});
        curl_multi_remove_handle(multi_.get(), transfer->first);
        transfers_.erase(transfer);
    }
    return done;
}

} // namespace refusal::client
