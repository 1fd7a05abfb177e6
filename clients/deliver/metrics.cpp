#include "deliver/metrics.hpp"

#include <functional>
#include <sstream>

namespace refusal::client {

namespace {

using Endpoints = std::map<int, std::shared_ptr<Endpoint>>;
using Value = std::function<double(const Endpoint &)>;

// A name has no quote in it, nor has a shop's code a line end; but nothing keeps a backslash out.
std::string quoted(const std::string &text) {
    std::string escaped = "\"";
    for (const char letter : text) {
        if (letter == '"' || letter == '\\') {
            escaped += '\\';
        }
        escaped += letter == '\n' ? ' ' : letter;
    }
    return escaped + '"';
}

void add(std::ostream &text, const Endpoints &endpoints, const char *name, const char *type, const char *help,
         const Value &value) {
    text << "# HELP pg_refusal_deliver_" << name << ' ' << help << "\n# TYPE pg_refusal_deliver_" << name
         << ' ' << type << '\n';
    for (const auto &[id, endpoint] : endpoints) {
        text << "pg_refusal_deliver_" << name << "{endpoint=\"" << id
             << "\",shop=" << quoted(endpoint->row().shop) << ",name=" << quoted(endpoint->row().name) << "} "
             << value(*endpoint) << '\n';
    }
}

} // namespace

std::string metrics_of(const Endpoints &endpoints, bool connected) {
    std::ostringstream text;
    text.precision(15);
    text << "# HELP pg_refusal_deliver_connected Is there a connection to the database?\n"
            "# TYPE pg_refusal_deliver_connected gauge\n"
            "pg_refusal_deliver_connected "
         << (connected ? 1 : 0) << '\n';
    add(text, endpoints, "delivered_total", "counter", "Events that were answered with 2xx.",
        [](const Endpoint &endpoint) { return static_cast<double>(endpoint.tally().delivered); });
    add(text, endpoints, "failed_total", "counter", "Attempts that failed.",
        [](const Endpoint &endpoint) { return static_cast<double>(endpoint.tally().failed); });
    add(text, endpoints, "seconds_total", "counter", "Time that requests took which were answered with 2xx.",
        [](const Endpoint &endpoint) {
            return std::chrono::duration<double>(endpoint.tally().took).count();
        });
    add(text, endpoints, "under_way", "gauge", "Requests under way.",
        [](const Endpoint &endpoint) { return endpoint.under_way(); });
    add(text, endpoints, "in_memory", "gauge", "Events that were polled and are not settled.",
        [](const Endpoint &endpoint) { return static_cast<double>(endpoint.in_memory()); });
    add(text, endpoints, "circuit", "gauge", "0 closed, 1 half open, 2 open: the endpoint does not answer.",
        [](const Endpoint &endpoint) {
            return endpoint.circuit() == Circuit::closed      ? 0
                   : endpoint.circuit() == Circuit::half_open ? 1
                                                              : 2;
        });
    return text.str();
}

} // namespace refusal::client
