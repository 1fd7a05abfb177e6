#include "deliver/log.hpp"

#include <chrono>
#include <ctime>
#include <iomanip>
#include <iostream>
#include <sstream>

namespace refusal::client {

namespace {

std::string now() {
    const auto moment = std::chrono::system_clock::now();
    const auto seconds = std::chrono::system_clock::to_time_t(moment);
    const auto since_epoch = std::chrono::duration_cast<std::chrono::milliseconds>(moment.time_since_epoch());
    std::tm utc = {};
    gmtime_r(&seconds, &utc);
    std::ostringstream text;
    text << std::put_time(&utc, "%FT%T.") << std::setfill('0') << std::setw(3) << since_epoch.count() % 1000
         << 'Z';
    return text.str();
}

} // namespace

void log(const char *level, const std::string &message, const nlohmann::ordered_json &details) {
    nlohmann::ordered_json line = {{"time", now()}, {"level", level}, {"message", message}};
    if (details.is_object()) {
        line.update(details);
    }
    // What a server says is not always UTF-8.
    std::cerr << line.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace) + '\n' << std::flush;
}

} // namespace refusal::client
