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

// Of a list with commas the last one: what the proxy that is nearest to us has added itself.
std::string last_of(const std::string &list) {
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

// An IPv4 address that came in through a socket of IPv6 is the same one.
boost::asio::ip::address plain(const boost::asio::ip::address &address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {
        return boost::asio::ip::make_address_v4(boost::asio::ip::v4_mapped, address.to_v6());
    }
    return address;
}

std::string address_of(const HttpMessage &message, const boost::asio::ip::address &peer, bool trust_proxy) {
    const auto forwarded = last_of(std::string(message["X-Forwarded-For"]));
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
    request.direct = message["X-Forwarded-For"].empty() && message[http::field::forwarded].empty();
    request.local = peer.is_loopback();
    request.host = field(message, http::field::host);
    request.origin = field(message, http::field::origin);
    request.fetch_site = std::string(message["Sec-Fetch-Site"]);
    request.content_type = field(message, http::field::content_type);
    request.csrf = std::string(message["X-CSRF-Token"]);
    request.token = cookie_of(message, settings.cookie);
    request.last_event_id = std::string(message["Last-Event-ID"]);
    request.etag = field(message, http::field::if_none_match);
    request.takes_events = field(message, http::field::accept).find("text/event-stream") != std::string::npos;
    return request;
}

} // namespace refusal::client::cabinet
