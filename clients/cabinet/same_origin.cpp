#include "cabinet/same_origin.hpp"

#include <algorithm>
#include <cctype>

namespace refusal::client::cabinet {

namespace {

std::string lower(std::string text) {
    std::transform(text.begin(), text.end(), text.begin(),
                   [](unsigned char letter) { return std::tolower(letter); });
    return text;
}

} // namespace

bool is_same_origin(const Request &request) {
    if (!request.fetch_site.empty() && request.fetch_site != "same-origin") {
        return false;
    }
    if (request.origin.empty()) {
        return true;
    }
    const auto scheme_end = request.origin.find("://");
    return scheme_end != std::string::npos &&
           lower(request.origin.substr(scheme_end + 3)) == lower(request.host);
}

bool is_json(const Request &request) {
    const auto type = lower(request.content_type.substr(0, request.content_type.find(';')));
    return type.substr(0, type.find_last_not_of(' ') + 1) == "application/json";
}

bool same_secret(const std::string &left, const std::string &right) {
    unsigned difference = left.size() == right.size() ? 0 : 1;
    for (std::size_t at = 0; at < std::min(left.size(), right.size()); ++at) {
        difference |= static_cast<unsigned char>(left[at]) ^ static_cast<unsigned char>(right[at]);
    }
    return difference == 0;
}

} // namespace refusal::client::cabinet
