#pragma once

#include "cabinet/event_loop.hpp"
#include "cabinet/http_connection.hpp"

#include <boost/asio/ip/tcp.hpp>

#include <memory>
#include <string>
#include <vector>

namespace refusal::client::cabinet {

// Takes connections, as many as there may be at once.
class HttpServer {
public:
    // Throws where the address cannot be listened on.
    HttpServer(EventLoop &loop, const std::string &host, unsigned short port, HttpSettings settings,
               Handler handler);
    // With the port that was chosen where it was 0.
    std::string url() const;
    std::size_t connections() const;
    // Takes no more, and ends those that are at rest; the others end with their answer.
    void stop();

private:
    void accept();
    void take(boost::asio::ip::tcp::socket socket);

    EventLoop &loop_;
    const HttpSettings settings_;
    const Handler handler_;
    boost::asio::ip::tcp::acceptor acceptor_;
    mutable std::vector<std::weak_ptr<HttpConnection>> connections_; // some of them have gone
};

} // namespace refusal::client::cabinet
