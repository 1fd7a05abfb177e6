#pragma once

#include "deliver/outcome.hpp"

#include <curl/curl.h>

#include <memory>
#include <string>
#include <vector>

namespace refusal::client {

// Whose event is under way. The generation tells what was begun before a slot's state was dropped.
struct Ticket {
    int endpoint = 0;
    int slot = 0;
    long generation = 0;
    std::string position;
};

struct Request {
    std::string url;
    std::vector<std::string> headers;
    std::string body;
    std::chrono::milliseconds timeout = std::chrono::milliseconds(0);
    bool allow_private = false;
    std::string ca_file; // empty: the system's
};

// One POST. Only HTTP and HTTPS; no redirect, no proxy, no private address unless allowed; certificates are
// verified; of the answer no more is read than a sane one has.
class Transfer {
public:
    Transfer(Ticket ticket, Request request);
    Transfer(const Transfer &) = delete;
    Transfer &operator=(const Transfer &) = delete;
    CURL *handle() const { return handle_.get(); }
    const Ticket &ticket() const { return ticket_; }
    Response response_of(CURLcode result) const;

private:
    static curl_socket_t open_socket(void *self, curlsocktype purpose, curl_sockaddr *address);
    static int check_connection(void *self, char *remote, char *local, int remote_port, int local_port);
    static std::size_t receive(char *data, std::size_t size, std::size_t count, void *self);
    void set_options();

    struct Close {
        void operator()(CURL *handle) const { curl_easy_cleanup(handle); }
        void operator()(curl_slist *list) const { curl_slist_free_all(list); }
    };

    Ticket ticket_;
    Request request_;
    std::unique_ptr<curl_slist, Close> headers_;
    std::unique_ptr<CURL, Close> handle_;
    std::size_t received_ = 0;
    bool refused_ = false;
    bool lacked_ = false;
    char error_[CURL_ERROR_SIZE] = "";
};

} // namespace refusal::client
