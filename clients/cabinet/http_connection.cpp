#include "cabinet/http_connection.hpp"

#include "cabinet/problem.hpp"

#include <boost/asio/write.hpp>
#include <boost/beast/http/read.hpp>
#include <boost/beast/http/status.hpp>

#include <array>
#include <utility>

namespace refusal::client::cabinet {

namespace {

namespace asio = boost::asio;
namespace http = boost::beast::http;

using std::chrono::seconds;

constexpr std::size_t most_header = 16 * 1024;
constexpr std::size_t most_body = 1024 * 1024;
constexpr std::size_t most_buffered = 2 * most_header;
constexpr std::size_t most_dropped = 4 * most_body;
// Anybody may send a body. Only so many at once may be larger than a connection's buffers are anyhow.
constexpr std::size_t most_small_body = most_header;
constexpr long most_large_bodies = 32;

// Time for each step, however slowly the other side sends or takes.
constexpr auto first_byte_time = seconds(10);
constexpr auto idle_time = seconds(75);
constexpr auto header_time = seconds(10);
constexpr auto body_time = seconds(30);
constexpr auto answer_time = seconds(60);
constexpr auto piece_time = seconds(30);
constexpr auto linger_time = seconds(2);

unsigned status_of(const boost::system::error_code &error) {
    if (error == http::error::header_limit || error == http::error::buffer_overflow) {
        return 431;
    }
    return error == http::error::body_limit ? 413 : 400;
}

bool is_malformed(const boost::system::error_code &error) {
    static const auto &grammar = make_error_code(http::error::bad_method).category();
    return error.category() == grammar && error != http::error::end_of_stream &&
           error != http::error::partial_message;
}

// A line of the head must not come to be two.
std::string one_line(std::string text) {
    for (char &letter : text) {
        if (static_cast<unsigned char>(letter) < ' ') {
            letter = ' ';
        }
    }
    return text;
}

std::string chunk_head(std::size_t size) {
    std::array<char, 24> text = {};
    return {text.data(), static_cast<std::size_t>(std::snprintf(text.data(), text.size(), "%zx\r\n", size))};
}

} // namespace

HttpConnection::HttpConnection(asio::ip::tcp::socket socket, const HttpSettings &settings,
                               const Handler &handler)
    : stream_(std::move(socket)), settings_(settings), handler_(handler), buffer_(most_buffered) {}

HttpConnection::~HttpConnection() {
    if (answer_.source) {
        answer_.source->abandon();
    }
}

void HttpConnection::start() {
    Error ignored;
    stream_.socket().set_option(asio::ip::tcp::no_delay(true), ignored);
    await_request();
}

void HttpConnection::stop() {
    stopping_ = true;
    if (!answering_) {
        close();
    }
}

void HttpConnection::close() {
    stream_.close();
}

void HttpConnection::await_request() {
    answering_ = false;
    parser_.reset();
    if (stopping_) {
        return close();
    }
    if (buffer_.size() > 0) {
        return read_header();
    }
    buffer_.shrink_to_fit();
    stream_.expires_after(first_ ? first_byte_time : idle_time);
    stream_.async_read_some(buffer_.prepare(1024),
                            [self = shared_from_this()](const Error &error, std::size_t size) {
                                if (error) {
                                    return self->close();
                                }
                                self->buffer_.commit(size);
                                self->read_header();
                            });
}

void HttpConnection::read_header() {
    first_ = false;
    answering_ = true;
    parser_.emplace();
    parser_->header_limit(most_header);
    parser_->body_limit(most_body);
    stream_.expires_after(header_time);
    http::async_read_header(stream_, buffer_, *parser_,
                            [self = shared_from_this()](const Error &error, std::size_t /*size*/) {
                                error ? self->refuse(error) : self->read_body();
                            });
}

bool HttpConnection::may_read_body() {
    const auto length = parser_->content_length();
    if (length ? *length <= most_small_body : !parser_->chunked()) {
        return true;
    }
    // One is the settings' own.
    if (settings_.large_bodies.use_count() > most_large_bodies) {
        return false;
    }
    large_body_ = settings_.large_bodies;
    return true;
}

void HttpConnection::read_body() {
    if (!may_read_body()) {
        return refuse(503, "too many large requests at once");
    }
    stream_.expires_after(body_time);
    http::async_read(stream_, buffer_, *parser_,
                     [self = shared_from_this()](const Error &error, std::size_t /*size*/) {
                         error ? self->refuse(error) : self->handle();
                     });
}

void HttpConnection::refuse(const Error &error) {
    if (!is_malformed(error)) {
        return close();
    }
    const unsigned status = status_of(error);
    refuse(status, status == 413   ? "the body is too large"
                   : status == 431 ? "the header is too large"
                                   : "malformed request");
}

void HttpConnection::refuse(unsigned status, const char *why) {
    keep_ = false;
    chunked_ = false;
    head_only_ = false;
    write(refused(status, why));
}

void HttpConnection::handle() {
    auto &message = parser_->get();
    keep_ = message.keep_alive() && message.version() >= 11;
    chunked_ = message.version() >= 11;
    head_only_ = message.method() == http::verb::head;
    const auto reply = [self = shared_from_this()](Answer answer) { self->write(std::move(answer)); };
    boost::system::error_code error;
    auto request = request_of(message, stream_.socket().remote_endpoint(error).address(), settings_);
    if (!request) {
        keep_ = false;
        return reply(refused(400, "malformed request"));
    }
    parser_.reset();
    stream_.expires_never();
    handler_(std::move(*request), reply);
}

std::string HttpConnection::head_of(const Answer &answer) const {
    std::string head = "HTTP/1.1 " + std::to_string(answer.status) + ' ' +
                       std::string(http::obsolete_reason(http::int_to_status(answer.status))) + "\r\n";
    const auto add = [&head](const std::string &name, const std::string &value) {
        head += name + ": " + one_line(value) + "\r\n";
    };
    for (const auto &[name, value] : protective_headers()) {
        add(name, value);
    }
    for (const auto &[name, value] : answer.headers) {
        add(name, value);
    }
    if (!answer.content_type.empty()) {
        add("Content-Type", answer.content_type);
    }
    if (!answer.source && answer.status != 304) {
        add("Content-Length", std::to_string(answer.content().size()));
    } else if (answer.source && chunked_) {
        add("Transfer-Encoding", "chunked");
    }
    if (!keep_) {
        add("Connection", "close");
    }
    return head + "\r\n";
}

void HttpConnection::write(Answer answer) {
    keep_ = keep_ && !stopping_ && (!answer.source || chunked_);
    answer_ = std::move(answer);
    large_body_.reset();
    head_ = head_of(answer_);
    stream_.expires_after(answer_time);
    const auto content = head_only_ || answer_.source ? std::string_view() : answer_.content();
    const std::array<asio::const_buffer, 2> parts = {asio::buffer(head_),
                                                     asio::buffer(content.data(), content.size())};
    asio::async_write(stream_, parts, [self = shared_from_this()](const Error &error, std::size_t /*size*/) {
        self->written(error);
    });
}

void HttpConnection::written(const Error &error) {
    head_ = {};
    if (!error && answer_.source && !head_only_) {
        watch_for_end();
        return write_pieces();
    }
    if (answer_.source) {
        answer_.source->abandon();
    }
    answer_ = {};
    if (error) {
        close();
    } else if (keep_) {
        await_request();
    } else {
        linger();
    }
}

void HttpConnection::write_pieces() {
    stream_.expires_never();
    answer_.source->next([self = shared_from_this()](SharedText piece, bool whole) {
        piece ? self->write_piece(std::move(piece)) : self->end_pieces(whole);
    });
}

void HttpConnection::write_piece(SharedText piece) {
    static const std::string end_of_chunk = "\r\n";
    head_ = chunked_ ? chunk_head(piece->size()) : std::string();
    const std::array<asio::const_buffer, 3> parts = {asio::buffer(head_), asio::buffer(*piece),
                                                     asio::buffer(chunked_ ? end_of_chunk : head_)};
    stream_.expires_after(piece_time);
    asio::async_write(stream_, parts,
                      [self = shared_from_this(), piece](const Error &error, std::size_t /*size*/) {
                          if (!error && self->answer_.source) {
                              return self->write_pieces();
                          }
                          self->keep_ = false;
                          self->written(error ? error : asio::error::operation_aborted);
                      });
}

void HttpConnection::end_pieces(bool whole) {
    answer_.source.reset();
    if (!whole) {
        // Without its end the browser knows that something is missing.
        return close();
    }
    static const std::string end = "0\r\n\r\n";
    stream_.expires_after(piece_time);
    asio::async_write(
        stream_, asio::buffer(end.data(), chunked_ ? end.size() : 0),
        [self = shared_from_this()](const Error &error, std::size_t /*size*/) { self->written(error); });
}

void HttpConnection::watch_for_end() {
    stream_.socket().async_wait(
        asio::ip::tcp::socket::wait_read, [self = shared_from_this()](const Error &error) {
            Error ignored;
            if (!self->answer_.source || (!error && self->stream_.socket().available(ignored) > 0)) {
                return;
            }
            std::exchange(self->answer_.source, nullptr)->abandon();
            self->close();
        });
}

void HttpConnection::linger() {
    Error ignored;
    stream_.socket().shutdown(asio::ip::tcp::socket::shutdown_send, ignored);
    left_to_drop_ = most_dropped;
    stream_.expires_after(linger_time);
    const auto drop = [self = shared_from_this()](const auto &again) -> void {
        self->buffer_.clear();
        self->stream_.async_read_some(self->buffer_.prepare(most_header),
                                      [self, again](const Error &error, std::size_t size) {
                                          if (error || size > self->left_to_drop_) {
                                              return self->close();
                                          }
                                          self->left_to_drop_ -= size;
                                          again(again);
                                      });
    };
    drop(drop);
}

} // namespace refusal::client::cabinet
