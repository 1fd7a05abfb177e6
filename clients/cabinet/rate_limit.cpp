#include "cabinet/rate_limit.hpp"

#include <boost/asio/ip/address.hpp>

#include <algorithm>

namespace refusal::client::cabinet {

namespace {

// Beyond that those who have been quiet for longest are forgotten, and then all.
constexpr std::size_t most_known = 20000;

} // namespace

double RateLimit::left_at(const Allowance &allowance, Clock::time_point now) const {
    const std::chrono::duration<double> since = now - allowance.at;
    return std::min(at_once_, allowance.left + since.count() * a_second_);
}

void RateLimit::forget_the_full(Clock::time_point now) {
    for (auto one = allowances_.begin(); one != allowances_.end();) {
        one = left_at(one->second, now) >= at_once_ ? allowances_.erase(one) : std::next(one);
    }
    if (allowances_.size() >= most_known) {
        allowances_.clear();
    }
}

bool RateLimit::take(const std::string &who, Clock::time_point now) {
    if (allowances_.size() >= most_known) {
        forget_the_full(now);
    }
    auto &allowance = allowances_.emplace(who, Allowance{at_once_, now}).first->second;
    allowance = {left_at(allowance, now), now};
    if (allowance.left < 1) {
        return false;
    }
    allowance.left -= 1;
    return true;
}

std::string network_of(const std::string &address) {
    boost::system::error_code error;
    const auto parsed = boost::asio::ip::make_address(address, error);
    if (error || !parsed.is_v6()) {
        return address;
    }
    auto bytes = parsed.to_v6().to_bytes();
    std::fill(bytes.begin() + 8, bytes.end(), static_cast<unsigned char>(0));
    return boost::asio::ip::address_v6(bytes).to_string();
}

} // namespace refusal::client::cabinet
