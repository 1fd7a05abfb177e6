#include "cabinet/routes.hpp"

#include <nlohmann/json.hpp>

#include <optional>
#include <string_view>

namespace refusal::client::cabinet {

const Route refusals_route = {"GET", "/api/refusals", Route::Takes::query, R"(
    SELECT refusal.cabinet_refusals(search => q ->> 'search', state => q ->> 'state', reason => q ->> 'reason',
        region => q ->> 'region', courier => q ->> 'courier', since => (q ->> 'since')::timestamptz,
        until => (q ->> 'until')::timestamptz, cost_from => (q ->> 'cost_from')::numeric,
        cost_to => (q ->> 'cost_to')::numeric, open => (q ->> 'open')::boolean,
        waiting => (q ->> 'waiting')::boolean, sort => coalesce(q ->> 'sort', 'recorded_at'),
        descending => coalesce((q ->> 'descending')::boolean, true), after => q ->> 'after',
        max_rows => coalesce((q ->> 'limit')::integer, 100))
    FROM (SELECT $1::jsonb) AS asked (q))"};

namespace {

using Takes = Route::Takes;

const std::vector<Route> &routes() {
    static const std::vector<Route> all = {
        refusals_route,
        {"GET", "/api/today", Takes::nothing, "SELECT refusal.cabinet_today()"},
        {"GET", "/api/vocabulary", Takes::nothing, "SELECT refusal.cabinet_vocabulary()"},
        {"GET", "/api/places", Takes::nothing, "SELECT refusal.cabinet_places()"},
        {"GET", "/api/refusals/{}", Takes::nothing, "SELECT refusal.cabinet_refusal($1::bigint)"},
        {"POST", "/api/refusals/{}/fire", Takes::body, R"(
            SELECT refusal.cabinet_fire($1::bigint, b ->> 'event', coalesce(nullif(b -> 'payload', 'null'), '{}'),
                (b ->> 'expected_version')::integer, (b ->> 'request_id')::uuid)
            FROM (SELECT $2::jsonb) AS sent (b))"},
        {"POST", "/api/refusals/{}/decide", Takes::body, R"(
            SELECT refusal.cabinet_decide($1::bigint, b ->> 'action', b ->> 'destination',
                (b ->> 'expected_version')::integer, (b ->> 'request_id')::uuid)
            FROM (SELECT $2::jsonb) AS sent (b))"},
        {"POST", "/api/refusals/{}/override", Takes::body, R"(
            SELECT refusal.cabinet_override($1::bigint, b ->> 'action', b ->> 'destination',
                (b ->> 'expected_version')::integer, (b ->> 'request_id')::uuid,
                coalesce((b ->> 'accept_cost')::boolean, false))
            FROM (SELECT $2::jsonb) AS sent (b))"},
        {"GET", "/api/scenarios", Takes::nothing, "SELECT refusal.cabinet_scenarios()"},
        {"POST", "/api/scenarios", Takes::body,
         "SELECT refusal.cabinet_new_scenario((b ->> 'from')::integer) FROM (SELECT $1::jsonb) AS sent (b)"},
        {"GET", "/api/scenarios/{}", Takes::nothing, "SELECT refusal.cabinet_scenario($1::integer)"},
        {"DELETE", "/api/scenarios/{}", Takes::nothing, "SELECT refusal.cabinet_drop_scenario($1::integer)"},
        {"PUT", "/api/scenarios/{}/rules", Takes::body,
         "SELECT refusal.cabinet_replace_rules($1::integer, b -> 'rules') FROM (SELECT $2::jsonb) AS sent "
         "(b)"},
        {"GET", "/api/scenarios/{}/simulation", Takes::query, R"(
            SELECT refusal.cabinet_simulation($1::integer, coalesce((q ->> 'days')::integer, 30))
            FROM (SELECT $2::jsonb) AS asked (q))"},
        {"POST", "/api/scenarios/{}/activate", Takes::body, R"(
            SELECT refusal.cabinet_activate_scenario($1::integer, (b ->> 'at')::timestamptz)
            FROM (SELECT $2::jsonb) AS sent (b))"},
        {"GET", "/api/figures", Takes::query, R"(
            SELECT refusal.cabinet_figures((q ->> 'since')::timestamptz, (q ->> 'until')::timestamptz,
                coalesce(q ->> 'step', 'day'))
            FROM (SELECT $1::jsonb) AS asked (q))"},
    };
    return all;
}

std::string_view take_segment(std::string_view &rest) {
    const auto segment = rest.substr(0, rest.find('/'));
    rest.remove_prefix(segment.size() < rest.size() ? segment.size() + 1 : segment.size());
    return segment;
}

// What stands in place of each {}; nothing where the path is not of the pattern.
std::optional<std::vector<std::string>> segments_of(std::string_view path, std::string_view pattern) {
    std::vector<std::string> segments;
    while (!pattern.empty() && !path.empty()) {
        const auto wanted = take_segment(pattern);
        const auto given = take_segment(path);
        if (wanted == "{}" && !given.empty()) {
            segments.emplace_back(given);
        } else if (wanted != given) {
            return std::nullopt;
        }
    }
    return pattern.empty() && path.empty() ? std::optional(segments) : std::nullopt;
}

} // namespace

Match match_of(const std::string &method, const std::string &path) {
    Match match;
    for (const auto &route : routes()) {
        const auto segments = segments_of(path, route.pattern);
        if (!segments) {
            continue;
        }
        match.methods += (match.methods.empty() ? "" : ", ") + std::string(route.method);
        if (method == route.method || (method == "HEAD" && std::string_view(route.method) == "GET")) {
            match.route = &route;
            match.segments = *segments;
        }
    }
    return match;
}

std::string json_of(const Query &query) {
    nlohmann::json object = nlohmann::json::object();
    for (const auto &[name, value] : query) {
        if (!value.empty()) {
            object[name] = value;
        }
    }
    return object.dump();
}

} // namespace refusal::client::cabinet
