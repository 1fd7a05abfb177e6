#include "deliver/queries.hpp"

#include "cloud_event.hpp"

namespace refusal::client {

namespace {

// Written by the database, as the other envelope is. Whoever sends messages learns what the message needs, no
// more.
constexpr auto notification_query = R"(
    SELECT n.contact IS NOT NULL, row_to_json(envelope)
    FROM refusal.notification($1, $2) AS n, LATERAL (
        SELECT '1.0' AS specversion, $2::text AS id, $3::text AS source, 'refusal.notification' AS type,
            $1::text AS subject, 'application/json' AS datacontenttype, $4::text AS sequence, $5::text AS shop,
            (SELECT row_to_json(data) FROM (
                SELECT $1::bigint AS refusal_id, $6::text AS event, n.parcel, n.template, n.language, n.contact
            ) AS data) AS data) AS envelope)";

EndpointRow endpoint_of(const pqxx::row &row) {
    EndpointRow endpoint;
    endpoint.id = row["endpoint_id"].as<int>();
    endpoint.shop = row["shop"].c_str();
    endpoint.name = row["name"].c_str();
    endpoint.consumer = row["consumer"].c_str();
    endpoint.is_notification = row["kind"].c_str() == std::string("notification");
    endpoint.slots = row["slots"].as<int>();
    endpoint.url = row["url"].c_str();
    endpoint.timeout = std::chrono::milliseconds(row["timeout_ms"].as<long long>());
    endpoint.concurrency = row["concurrency"].as<int>();
    if (!row["rate_per_second"].is_null()) {
        endpoint.rate_per_second = row["rate_per_second"].as<int>();
    }
    endpoint.allow_private = row["allow_private"].as<bool>();
    endpoint.problem = row["problem"].is_null() ? "" : row["problem"].c_str();
    return endpoint;
}

// A null pointer is NULL to libpqxx.
class Nullable {
public:
    explicit Nullable(const std::optional<long long> &number)
        : text_(number ? std::to_string(*number) : "") {}
    const char *value() const { return text_.empty() ? nullptr : text_.c_str(); }

private:
    std::string text_;
};

std::optional<long long> count_of(const std::optional<std::chrono::seconds> &time) {
    return time ? std::optional<long long>(time->count()) : std::nullopt;
}

} // namespace

std::vector<EndpointRow> sync_endpoints(pqxx::connection &connection) {
    pqxx::nontransaction statement(connection);
    std::vector<EndpointRow> endpoints;
    for (const auto &row : statement.exec("SELECT * FROM refusal.sync_endpoints()")) {
        endpoints.push_back(endpoint_of(row));
    }
    return endpoints;
}

Handed poll(pqxx::connection &connection, const EndpointRow &endpoint, int slot, int most,
            const std::string &source) {
    static const auto query = envelope_query("refusal.poll($2, $3::integer, $4::integer)");
    connection.prepare("poll", query);
    connection.prepare("keys", "SELECT secret FROM refusal.signing_keys($1)");
    pqxx::nontransaction statement(connection);
    Handed handed;
    handed.events = events_of(statement.exec_prepared("poll", source, endpoint.consumer, most, slot));
    if (!handed.events.empty()) {
        for (const auto &row : statement.exec_prepared("keys", endpoint.id)) {
            handed.keys.push_back(pqxx::binarystring(row[0]).str());
        }
    }
    return handed;
}

void settle(pqxx::connection &connection, const EndpointRow &endpoint, int slot, const std::string &fence,
            const Settlement &settlement) {
    pqxx::nontransaction statement(connection);
    for (const auto &failure : settlement.failures) {
        if (failure.for_good) {
            statement.exec_params(
                "SELECT refusal.bury($1, $2::refusal.feed_position, $3, $4::integer, $5::bigint)",
                endpoint.consumer, failure.position, failure.error, slot, fence);
            continue;
        }
        const Nullable retry_in(count_of(failure.retry_in));
        statement.exec_params("SELECT refusal.nack($1, $2::refusal.feed_position, $3, "
                              "make_interval(secs => $4::double precision), $5::integer, $6::bigint)",
                              endpoint.consumer, failure.position, failure.error, retry_in.value(), slot,
                              fence);
    }
    if (!settlement.upto.empty()) {
        statement.exec_params("SELECT refusal.ack($1, $2::refusal.feed_position, $3::integer, $4::bigint)",
                              endpoint.consumer, settlement.upto, slot, fence);
    }
}

Notification notification(pqxx::connection &connection, const Event &event, const std::string &source) {
    pqxx::nontransaction statement(connection);
    const auto rows = statement.exec_params(notification_query, event.refusal, event.id, source,
                                            event.position, event.shop, event.name);
    if (rows.empty()) {
        return {"", "the event asks for no message"};
    }
    if (!rows[0][0].as<bool>()) {
        return {"", "no contact is known"};
    }
    return {rows[0][1].c_str(), ""};
}

void report(pqxx::connection &connection, const Report &report) {
    const Nullable last_success(report.last_success);
    const Nullable last_failure(report.last_failure);
    pqxx::nontransaction statement(connection);
    statement.exec_params(
        "SELECT refusal.report_delivery($1, $2, $3, $4, $5, to_timestamp($6::double precision), "
        "to_timestamp($7::double precision), nullif($8, ''))",
        report.endpoint, report.slot, report.circuit, report.delivered, report.failed, last_success.value(),
        last_failure.value(), report.last_error);
}

} // namespace refusal::client
