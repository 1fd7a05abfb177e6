#include "cabinet/event_loop.hpp"

#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

#include <iostream>
#include <memory>

namespace refusal::client::cabinet {

void EventLoop::post(std::function<void()> task) {
    boost::asio::post(context_, std::move(task));
}

void EventLoop::after(std::chrono::milliseconds delay, std::function<void()> task) {
    const auto timer = std::make_shared<boost::asio::steady_timer>(context_, delay);
    timer->async_wait([timer, task = std::move(task)](boost::system::error_code) { task(); });
}

void EventLoop::every(std::chrono::milliseconds interval, std::function<void()> task) {
    after(interval, [this, interval, task = std::move(task)] {
        // First: a task that throws is tried again, too.
        every(interval, task);
        task();
    });
}

void EventLoop::run() {
    const auto work = boost::asio::make_work_guard(context_);
    while (!context_.stopped()) {
        try {
            context_.run();
        } catch (const std::exception &error) {
            std::cerr << "cabinet: " << error.what() << std::endl;
        }
    }
}

} // namespace refusal::client::cabinet
