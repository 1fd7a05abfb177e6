#pragma once

#include "deliver/monitor.hpp"

#include <memory>
#include <string>

namespace refusal::client {

// Answers GET /healthz (200 or 503) and GET /metrics (Prometheus' text format), by a thread of its own.
class HealthServer {
public:
    // address: HOST:PORT, an IPv6 host in brackets; port 0: any that is free. Throws where it cannot be
    // listened on.
    HealthServer(const std::string &address, const Monitor &monitor);
    ~HealthServer();
    unsigned short port() const;

private:
    class Implementation;
    std::unique_ptr<Implementation> implementation_;
};

// "" where it is such an address, else what is wrong.
std::string check_address(const std::string &address);

} // namespace refusal::client
