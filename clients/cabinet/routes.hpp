#pragma once

#include "cabinet/request.hpp"

#include <string>
#include <vector>

namespace refusal::client::cabinet {

// One thing that a page may ask for: one statement, which gives one JSON text. Its parameters, in this order:
// what the path has in place of each {}; then the query as a JSON object of texts, or the body.
struct Route {
    enum class Takes { nothing, query, body };
    const char *method;
    const char *pattern;
    Takes takes;
    const char *statement;
};

struct Match {
    const Route *route = nullptr;      // null: none
    std::vector<std::string> segments; // in place of each {}
    std::string methods;               // that the path has; empty: there is no such path
};

Match match_of(const std::string &method, const std::string &path);

// A list of refusals; the download asks for it page by page.
extern const Route refusals_route;

// The parameters of the query that are not empty, as a JSON object.
std::string json_of(const Query &query);

} // namespace refusal::client::cabinet
