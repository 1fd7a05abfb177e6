#include "deliver/health.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core.hpp>
#include <boost/beast/http.hpp>

#include <charconv>
#include <optional>
#include <stdexcept>
#include <thread>

namespace refusal::client {

namespace {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using asio::ip::tcp;

constexpr auto slowest_client = std::chrono::seconds(10);

std::optional<tcp::endpoint> endpoint_of(const std::string &address) {
    const auto colon = address.rfind(':');
    if (colon == std::string::npos) {
        return std::nullopt;
    }
    auto host = address.substr(0, colon);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    }
    unsigned short port = 0;
    const auto *const end = address.data() + address.size();
    const auto read = std::from_chars(address.data() + colon + 1, end, port);
    boost::system::error_code error;
    const auto ip = asio::ip::make_address(host == "localhost" ? "127.0.0.1" : host, error);
    if (error || read.ec != std::errc() || read.ptr != end) {
        return std::nullopt;
    }
    return tcp::endpoint(ip, port);
}

// One request, one answer.
class Connection : public std::enable_shared_from_this<Connection> {
public:
    Connection(tcp::socket socket, const Monitor &monitor) : stream_(std::move(socket)), monitor_(monitor) {}

    void serve() {
        stream_.expires_after(slowest_client);
        http::async_read(stream_, buffer_, request_,
                         [self = shared_from_this()](beast::error_code error, std::size_t) {
                             if (!error) {
                                 self->answer();
                             }
                         });
    }

private:
    void answer() {
        response_.version(request_.version());
        response_.keep_alive(false);
        response_.set(http::field::content_type, "text/plain; version=0.0.4; charset=utf-8");
        response_.set(http::field::cache_control, "no-store");
        if (request_.method() != http::verb::get) {
            say(http::status::method_not_allowed, "only GET\n");
        } else if (request_.target() == "/metrics") {
            say(http::status::ok, monitor_.metrics());
        } else if (request_.target() == "/healthz") {
            const bool healthy = monitor_.is_healthy();
            say(healthy ? http::status::ok : http::status::service_unavailable,
                healthy ? "ok\n" : "no database\n");
        } else {
            say(http::status::not_found, "/healthz or /metrics\n");
        }
        http::async_write(stream_, response_, [self = shared_from_this()](beast::error_code, std::size_t) {
            beast::error_code ignored;
            self->stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        });
    }

    void say(http::status status, std::string text) {
        response_.result(status);
        response_.body() = std::move(text);
        response_.prepare_payload();
    }

    beast::tcp_stream stream_;
    const Monitor &monitor_;
    beast::flat_buffer buffer_ = beast::flat_buffer(16 * 1024);
    http::request<http::empty_body> request_;
    http::response<http::string_body> response_;
};

} // namespace

class HealthServer::Implementation {
public:
    Implementation(const tcp::endpoint &endpoint, const Monitor &monitor)
        : acceptor_(context_, endpoint), monitor_(monitor) {
        accept();
        thread_ = std::thread([this] { context_.run(); });
    }

    ~Implementation() {
        context_.stop();
        thread_.join();
    }

    unsigned short port() const { return acceptor_.local_endpoint().port(); }

private:
    void accept() {
        acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
            if (!error) {
                std::make_shared<Connection>(std::move(socket), monitor_)->serve();
            }
            accept();
        });
    }

    asio::io_context context_;
    tcp::acceptor acceptor_;
    const Monitor &monitor_;
    std::thread thread_;
};

HealthServer::HealthServer(const std::string &address, const Monitor &monitor) {
    try {
        implementation_ = std::make_unique<Implementation>(endpoint_of(address).value(), monitor);
    } catch (const boost::system::system_error &error) {
        throw std::runtime_error("cannot listen on " + address + ": " + error.code().message());
    }
}

HealthServer::~HealthServer() = default;

unsigned short HealthServer::port() const {
    return implementation_->port();
}

std::string check_address(const std::string &address) {
    return endpoint_of(address) ? "" : "not an address and a port: " + address;
}

} // namespace refusal::client
