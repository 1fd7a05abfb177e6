#include "listen/text_line.hpp"

#include <ctime>
#include <iomanip>
#include <sstream>

namespace refusal::client {

namespace {

std::string clock_time(std::chrono::system_clock::time_point at) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(at);
    std::tm local = {};
    localtime_r(&seconds, &local);
    std::ostringstream text;
    text << std::put_time(&local, "%H:%M:%S");
    return text.str();
}

} // namespace

std::string text_line(const Event &event, bool coloured) {
    const auto *faint = coloured ? "\033[2m" : "";
    const auto *bold = coloured ? "\033[1m" : "";
    const auto *plain = coloured ? "\033[0m" : "";
    std::ostringstream line;
    line << faint << clock_time(event.at) << plain << "  " << std::left << std::setw(10) << event.shop
         << std::setw(9) << '#' + std::to_string(event.refusal) << std::setw(18) << event.name << "-> "
         << bold << event.state << plain;
    return line.str();
}

} // namespace refusal::client
