#pragma once

#include "deliver/database.hpp"
#include "deliver/deliver.hpp"
#include "deliver/endpoint.hpp"
#include "deliver/health.hpp"
#include "deliver/monitor.hpp"
#include "deliver/sender.hpp"
#include "deliver/stop_signal.hpp"

#include <map>
#include <memory>
#include <optional>
#include <vector>

namespace refusal::client {

// All endpoints that the role delivers to, served by one thread that never waits for the database.
class Dispatcher {
public:
    explicit Dispatcher(const DeliverOptions &options);
    // Until it was told to end.
    void run();

private:
    void turn(Clock::time_point latest);
    void ask_for_endpoints(Clock::time_point now, Agenda &agenda);
    void take_over(std::vector<EndpointRow> rows);
    void take_over(EndpointRow row);
    void remove_retired();
    void connected();
    void lost(const std::string &why);
    void heard(const std::string &shop);
    void report(Clock::time_point now, Agenda &agenda);
    bool is_idle() const;
    void finish();

    StopSignal stop_; // before any thread
    const DeliverOptions &options_;
    Sender sender_;
    Monitor monitor_;
    std::optional<HealthServer> health_;
    std::map<int, std::shared_ptr<Endpoint>> endpoints_;
    bool connected_ = false;
    bool asking_ = false;
    bool stopping_ = false;
    Clock::time_point look_at_;
    Clock::time_point report_at_;
    Clock::time_point report_all_at_;
    Database database_;
};

} // namespace refusal::client
