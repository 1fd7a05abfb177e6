#pragma once

#include "cabinet/url.hpp"

#include <string>

namespace refusal::client::cabinet {

// What a browser asks for, as far as it matters here.
struct Request {
    std::string method;
    std::string path; // decoded
    Query query;
    std::string body;
    std::string address; // of the browser, or of what connects to us
    bool direct = true;  // no proxy says that it stands between
    bool local = false;  // what connects to us is on this machine
    std::string host;
    std::string origin;
    std::string fetch_site;
    std::string content_type;
    std::string csrf;
    std::string token; // of the session; empty: none
    std::string last_event_id;
    std::string etag; // that the browser has already
    bool takes_events = false;

    bool only_reads() const { return method == "GET" || method == "HEAD"; }
};

} // namespace refusal::client::cabinet
