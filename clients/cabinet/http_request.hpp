#pragma once

#include "cabinet/request.hpp"

#include <boost/asio/ip/address.hpp>
#include <boost/beast/http/message.hpp>
#include <boost/beast/http/string_body.hpp>

#include <memory>
#include <optional>

namespace refusal::client::cabinet {

struct HttpSettings {
    std::size_t most_connections = 2048;
    bool trust_proxy = false; // what one on this machine says of who asks
    std::string cookie = "__Host-session";
    // Whoever reads a large body, or answers it, holds this too: so many are there at once.
    std::shared_ptr<const int> large_bodies = std::make_shared<const int>(0);
};

using HttpMessage = boost::beast::http::request<boost::beast::http::string_body>;

// Nothing where it is malformed in a way that HTTP's grammar allows. Takes the body.
std::optional<Request> request_of(HttpMessage &message, const boost::asio::ip::address &peer,
                                  const HttpSettings &settings);

} // namespace refusal::client::cabinet
