#include "cabinet/http_request.hpp"

namespace refusal::client::cabinet {

namespace {

namespace http = boost::beast::http;

std::string field(const HttpMessage &message, http::field name) {
    return std::string(message[name]);
}

std::string_view trimmed(std::string_view text) {
    const auto begin = text.find_first_not_of(" \t");
    const auto end = text.find_last_not_of(" \t");
    return begin == std::string_view::npos ? std::string_view() : text.substr(begin, end - begin + 1);
}

// Who asked the proxy that is nearest to us, by its own word. It adds that at the end: to the last of the
// fields, behind a comma, or as a field of its own. What is before that anybody may have claimed.
std::string forwarded_for(const HttpMessage &message) {
    std::string list;
    const auto fields = message.equal_range("X-Forwarded-For");
    for (auto one = fields.first; one != fields.second; ++one) {
        list = std::string(one->value());
    }
    const auto comma = list.rfind(',');
    return std::string(trimmed(std::string_view(list).substr(comma == std::string::npos ? 0 : comma + 1)));
}

std::string cookie_of(const HttpMessage &message, const std::string &name) {
    const std::string cookies = field(message, http::field::cookie);
    std::string_view rest = cookies;
    while (!rest.empty()) {
        const auto pair = rest.substr(0, rest.find(';'));
        rest.remove_prefix(pair.size() < rest.size() ? pair.size() + 1 : pair.size());
        const auto one = trimmed(pair);
        if (one.size() > name.size() && one.substr(0, name.size()) == name && one[name.size()] == '=') {
            return std::string(one.substr(name.size() + 1));
        }
    }
    return {};
}

// What the cookie holds where sign_in() has made it. Anything else is nobody's, and may be as long as a
// header.
bool is_token(const std::string &text) {
    return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos;
}

// An IPv4 address that came in through a socket of IPv6 is the same one. Through which of our interfaces one
// of a link came is not the address's, and the database takes no such thing.
boost::asio::ip::address plain(const boost::asio::ip::address &address) {
    if (!address.is_v6()) {
        return address;
    }
    if (address.to_v6().is_v4_mapped()) {
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
    }
    return boost::asio::ip::address_v6(address.to_v6().to_bytes());
}

std::string address_of(const HttpMessage &message, const boost::asio::ip::address &peer, bool trust_proxy) {
    const auto forwarded = forwarded_for(message);
    if (trust_proxy && peer.is_loopback() && !forwarded.empty()) {
        boost::system::error_code error;
        const auto told = boost::asio::ip::make_address(forwarded, error);
        if (!error) {
            return plain(told).to_string();
        }
    }
    return peer.to_string();
}

} // namespace

std::optional<Request> request_of(HttpMessage &message, const boost::asio::ip::address &peer_address,
                                  const HttpSettings &settings) {
    const auto peer = plain(peer_address);
    const std::string target(message.target());
    const auto question = target.find('?');
    const auto path = percent_decoded(target.substr(0, question), false);
    const auto query = query_of(question == std::string::npos ? "" : target.substr(question + 1));
    if (!path || path->empty() || path->front() != '/' || !query) {
        return std::nullopt;
    }
    if (message.version() >= 11 && message.count(http::field::host) != 1) {
        return std::nullopt;
    }
    Request request;
    request.method = std::string(message.method_string());
    request.path = *path;
    request.query = *query;
    request.body = std::move(message.body());
    request.address = address_of(message, peer, settings.trust_proxy);
    request.direct = message.count("X-Forwarded-For") == 0 && message.count(http::field::forwarded) == 0;
    request.local = peer.is_loopback();
    request.host = field(message, http::field::host);
    request.origin = field(message, http::field::origin);
    request.fetch_site = std::string(message["Sec-Fetch-Site"]);
    request.content_type = field(message, http::field::content_type);
    request.csrf = std::string(message["X-CSRF-Token"]);
    if (auto token = cookie_of(message, settings.cookie); is_token(token)) {
        request.token = std::move(token);
    }
    request.last_event_id = std::string(message["Last-Event-ID"]);
    request.etag = field(message, http::field::if_none_match);
    request.takes_events = field(message, http::field::accept).find("text/event-stream") != std::string::npos;
    return request;
}

} // namespace refusal::client::cabinet
