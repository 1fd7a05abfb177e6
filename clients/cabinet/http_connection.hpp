#pragma once

#include "cabinet/answer.hpp"
#include "cabinet/http_request.hpp"

#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http/parser.hpp>

#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace refusal::client::cabinet {

// Answers a request, now or later, by calling `reply` on the event loop.
using Handler = std::function<void(Request request, Reply reply)>;

// One connection of a browser or a proxy: a request after another, none of them without a bound in size and
// time.
class HttpConnection : public std::enable_shared_from_this<HttpConnection> {
public:
    HttpConnection(boost::asio::ip::tcp::socket socket, const HttpSettings &settings, const Handler &handler);
    ~HttpConnection();
    void start();
    // Ends it when what is being answered is answered.
    void stop();
    void close();

private:
    using Error = boost::system::error_code;
    using Parser = boost::beast::http::request_parser<boost::beast::http::string_body>;

    void await_request();
    void read_header();
    void read_body();
    bool may_read_body();
    void refuse(const Error &error);
    void refuse(unsigned status, const char *why);
    void handle();
    void write(Answer answer);
    std::string head_of(const Answer &answer) const;
    void written(const Error &error);
    void write_pieces();
    void write_piece(SharedText piece);
    void end_pieces(bool whole);
    void watch_for_end();
    // What a browser still sends must not make the answer be lost.
    void linger();

    boost::beast::tcp_stream stream_;
    const HttpSettings &settings_;
    const Handler &handler_;
    boost::beast::flat_buffer buffer_;
    std::optional<Parser> parser_;
    std::shared_ptr<const int> large_body_; // null: what was sent is small
    std::string head_;
    Answer answer_;
    bool first_ = true;
    bool answering_ = false;
    bool keep_ = false;    // the connection, after the answer
    bool chunked_ = false; // or else the end of the connection is the end of the body
    bool head_only_ = false;
    bool stopping_ = false;
    std::size_t left_to_drop_ = 0;
};

} // namespace refusal::client::cabinet
