#include "printer.hpp"

#include <nlohmann/json.hpp>

#include <unistd.h>

#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>
#include <stdexcept>

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

std::string iso_time(std::chrono::system_clock::time_point at) {
    const auto since_epoch = std::chrono::duration_cast<std::chrono::milliseconds>(at.time_since_epoch());
    const std::time_t seconds = since_epoch.count() / 1000;
    std::tm utc = {};
    gmtime_r(&seconds, &utc);
    std::ostringstream text;
    text << std::put_time(&utc, "%Y-%m-%dT%H:%M:%S.") << std::setfill('0') << std::setw(3)
         << since_epoch.count() % 1000 << 'Z';
    return text.str();
}

std::string text_line(const Change &change, bool coloured) {
    const auto *faint = coloured ? "\033[2m" : "";
    const auto *bold = coloured ? "\033[1m" : "";
    const auto *plain = coloured ? "\033[0m" : "";
    std::ostringstream line;
    line << faint << clock_time(change.at) << plain << "  " << std::left << std::setw(10) << change.shop
         << std::setw(9) << '#' + std::to_string(change.refusal) << std::setw(18) << change.event << "-> "
         << bold << change.state << plain;
    return line.str();
}

std::string json_line(const Change &change) {
    // Ordered: the keys are read by people too.
    const nlohmann::ordered_json line = {{"time", iso_time(change.at)}, {"shop", change.shop},
                                         {"refusal", change.refusal},   {"event", change.event},
                                         {"state", change.state},       {"version", change.version}};
    return line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace

Printer::Printer(Format format) : format_(format), coloured_(isatty(STDOUT_FILENO) == 1) {}

void Printer::print(const Change &change) const {
    std::cout << (format_ == Format::json ? json_line(change) : text_line(change, coloured_)) << '\n'
              << std::flush;
    if (!std::cout) {
        throw std::runtime_error("cannot write to standard output");
    }
}

} // namespace refusal::client
