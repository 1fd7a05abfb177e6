#include "deliver/transfer.hpp"

#include "deliver/address.hpp"

#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <new>
#include <stdexcept>

namespace refusal::client {

namespace {

constexpr std::size_t longest_answer = 64 * 1024;
constexpr auto longest_connect = std::chrono::milliseconds(10'000);

template <typename Value> void set(CURL *handle, CURLoption option, Value value) {
    const auto result = curl_easy_setopt(handle, option, value);
    if (result != CURLE_OK) {
        throw std::runtime_error(std::string("libcurl: ") + curl_easy_strerror(result));
    }
}

} // namespace

Transfer::Transfer(Ticket ticket, Request request)
    : ticket_(std::move(ticket)), request_(std::move(request)) {
    for (const auto &header : request_.headers) {
        auto *const longer = curl_slist_append(headers_.get(), header.c_str());
        if (longer == nullptr) {
            throw std::bad_alloc();
        }
        headers_.release();
        headers_.reset(longer);
    }
    handle_.reset(curl_easy_init());
    if (!handle_) {
        throw std::bad_alloc();
    }
    set_options();
}

void Transfer::set_options() {
    auto *const handle = handle_.get();
    set(handle, CURLOPT_PRIVATE, this);
    set(handle, CURLOPT_ERRORBUFFER, error_);
    set(handle, CURLOPT_NOSIGNAL, 1L);
    // Whoever asks a name server that is silent is not waited for.
    set(handle, CURLOPT_QUICK_EXIT, 1L);
    set(handle, CURLOPT_URL, request_.url.c_str());
    set(handle, CURLOPT_PROTOCOLS_STR, "http,https");
    set(handle, CURLOPT_FOLLOWLOCATION, 0L);
    // What the environment names would connect for us, and where to is then not ours to see.
    set(handle, CURLOPT_PROXY, "");
    set(handle, CURLOPT_HTTP_VERSION, static_cast<long>(CURL_HTTP_VERSION_1_1));
    set(handle, CURLOPT_SSLVERSION, static_cast<long>(CURL_SSLVERSION_TLSv1_2));
    if (!request_.ca_file.empty()) {
        set(handle, CURLOPT_CAINFO, request_.ca_file.c_str());
    }
    set(handle, CURLOPT_TIMEOUT_MS, static_cast<long>(request_.timeout.count()));
    set(handle, CURLOPT_CONNECTTIMEOUT_MS,
        static_cast<long>(std::min(request_.timeout, longest_connect).count()));
    set(handle, CURLOPT_POST, 1L);
    set(handle, CURLOPT_POSTFIELDSIZE_LARGE, static_cast<curl_off_t>(request_.body.size()));
    set(handle, CURLOPT_POSTFIELDS, request_.body.data());
    set(handle, CURLOPT_HTTPHEADER, headers_.get());
    set(handle, CURLOPT_OPENSOCKETFUNCTION, open_socket);
    set(handle, CURLOPT_OPENSOCKETDATA, this);
    set(handle, CURLOPT_PREREQFUNCTION, check_connection);
    set(handle, CURLOPT_PREREQDATA, this);
    set(handle, CURLOPT_HEADERFUNCTION, receive);
    set(handle, CURLOPT_HEADERDATA, this);
    set(handle, CURLOPT_WRITEFUNCTION, receive);
    set(handle, CURLOPT_WRITEDATA, this);
}

// The address that is connected to, not one that was looked up before: a name may lead elsewhere the next
// time.
curl_socket_t Transfer::open_socket(void *self, curlsocktype /*purpose*/, curl_sockaddr *address) {
    auto &transfer = *static_cast<Transfer *>(self);
    if (!transfer.request_.allow_private && !is_public(address->addr)) {
        transfer.refused_ = true;
        return CURL_SOCKET_BAD;
    }
    const auto opened = socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
    transfer.lacked_ =
        opened < 0 && (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM);
    return opened;
}

// A connection may have been left by an endpoint that is allowed more.
int Transfer::check_connection(void *self, char *remote, char * /*local*/, int /*remote_port*/,
                               int /*local_port*/) {
    auto &transfer = *static_cast<Transfer *>(self);
    if (!transfer.request_.allow_private && !is_public(std::string(remote))) {
        transfer.refused_ = true;
        return CURL_PREREQFUNC_ABORT;
    }
    return CURL_PREREQFUNC_OK;
}

// Headers and body. What is received is of no interest, but an answer without end would hold the connection.
std::size_t Transfer::receive(char * /*data*/, std::size_t size, std::size_t count, void *self) {
    auto &transfer = *static_cast<Transfer *>(self);
    transfer.received_ += size * count;
    return transfer.received_ > longest_answer ? 0 : size * count;
}

Response Transfer::response_of(CURLcode result) const {
    Response response;
    curl_off_t microseconds = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_TOTAL_TIME_T, &microseconds);
    response.took = std::chrono::milliseconds(microseconds / 1000);
    curl_easy_getinfo(handle_.get(), CURLINFO_RESPONSE_CODE, &response.status);
    curl_off_t retry_after = 0;
    curl_easy_getinfo(handle_.get(), CURLINFO_RETRY_AFTER, &retry_after);
    if (retry_after > 0) {
        response.retry_after = std::chrono::seconds(retry_after);
    }
    const bool cut_off = result == CURLE_WRITE_ERROR && received_ > longest_answer && response.status >= 200;
    response.was_lacking = lacked_ && result != CURLE_OK;
    if (response.was_lacking) {
        response.error = "no connection could be opened for want of descriptors or memory";
    } else if (refused_ && result != CURLE_OK) {
        response.error = "the address is not allowed";
    } else if (result != CURLE_OK && !cut_off) {
        response.error = error_[0] == '\0' ? curl_easy_strerror(result) : error_;
    }
    return response;
}

} // namespace refusal::client
