#include "cabinet/http_server.hpp"

#include "descriptors.hpp"
#include "failure.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>

namespace refusal::client::cabinet {

namespace {

using boost::asio::ip::tcp;

tcp::acceptor listening_on(boost::asio::io_context &context, const std::string &host, unsigned short port) {
    boost::system::error_code error;
    const auto address = boost::asio::ip::make_address(host, error);
    if (error) {
        throw Failure(usage_error, "not an address to listen on: " + host);
    }
    try {
        return {context, tcp::endpoint(address, port)};
    } catch (const boost::system::system_error &refusal) {
        throw Failure(failed, "cannot listen on " + host + " port " + std::to_string(port) + ": " +
                                  refusal.code().message());
    }
}

} // namespace

HttpServer::HttpServer(EventLoop &loop, const std::string &host, unsigned short port, HttpSettings settings,
                       Handler handler)
    : loop_(loop), settings_(std::move(settings)), handler_(std::move(handler)),
      acceptor_(listening_on(loop.context(), host, port)) {
    // And the rest of the program.
    allow_descriptors(settings_.most_connections + 100);
    accept();
}

std::string HttpServer::url() const {
    std::ostringstream text;
    text << "http://" << acceptor_.local_endpoint();
    return text.str();
}

std::size_t HttpServer::connections() const {
    const auto gone = [](const std::weak_ptr<HttpConnection> &connection) { return connection.expired(); };
    connections_.erase(std::remove_if(connections_.begin(), connections_.end(), gone), connections_.end());
    return connections_.size();
}

void HttpServer::accept() {
    acceptor_.async_accept([this](const boost::system::error_code &error, tcp::socket socket) {
        if (error == boost::asio::error::operation_aborted || !acceptor_.is_open()) {
            return;
        }
        if (error) {
            // No descriptor is left, say: connections that end give some back.
            std::cerr << "cabinet: cannot take a connection: " << error.message() << std::endl;
            return loop_.after(std::chrono::milliseconds(200), [this] { accept(); });
        }
        take(std::move(socket));
        accept();
    });
}

void HttpServer::take(tcp::socket socket) {
    // What is counted may have gone: looked at closely only when it matters.
    if (connections_.size() >= settings_.most_connections && connections() >= settings_.most_connections) {
        boost::system::error_code ignored;
        static const std::string full = "HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n"
                                        "Retry-After: 5\r\nConnection: close\r\n\r\n";
        socket.non_blocking(true, ignored);
        socket.write_some(boost::asio::buffer(full), ignored);
        return;
    }
    const auto connection = std::make_shared<HttpConnection>(std::move(socket), settings_, handler_);
    connections_.push_back(connection);
    connection->start();
}

void HttpServer::stop() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    for (const auto &weak : connections_) {
        if (const auto connection = weak.lock()) {
            connection->stop();
        }
    }
}

} // namespace refusal::client::cabinet
