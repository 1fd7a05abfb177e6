#pragma once

#include <boost/asio/io_context.hpp>

#include <chrono>
#include <functional>

namespace refusal::client::cabinet {

// The one thread that all connections are served on. What other threads find out is handed to it.
class EventLoop {
public:
    // From any thread. An exception of it is logged, and harms nothing else.
    void post(std::function<void()> task);
    // On the loop's thread.
    void after(std::chrono::milliseconds delay, std::function<void()> task);
    void every(std::chrono::milliseconds interval, std::function<void()> task);
    // Until stop().
    void run();
    void stop() { context_.stop(); }
    boost::asio::io_context &context() { return context_; }

private:
    boost::asio::io_context context_ = boost::asio::io_context(1);
};

} // namespace refusal::client::cabinet
