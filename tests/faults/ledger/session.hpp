#pragma once

#include <pqxx/pqxx>

#include <atomic>
#include <chrono>
#include <memory>
#include <string>
#include <thread>

// A connection that comes back: what a fault broke is tried again from the beginning, for as long as the run
// lasts.
namespace refusal::faults {

class Session {
public:
    Session(const std::atomic<bool> &stop, std::string name, std::string role)
        : stop_(stop), name_(std::move(name)), role_(std::move(role)) {}

    // Runs `work(connection)` until it got through without a broken connection. False: the run is over. An
    // error that the server reports is not a fault, but for those it gives to whoever it is about to cut off.
    template <typename Work> bool run(Work work) {
        while (!stop_) {
            try {
                if (!connection_)
                    connect();
                work(*connection_);
                return true;
            } catch (const pqxx::sql_error &error) {
                if (!passes(error.sqlstate()))
                    throw;
            } catch (const pqxx::broken_connection &) {
            } catch (const pqxx::in_doubt_error &) {
            } catch (const pqxx::failure &) {
            }
            connection_.reset();
            ++faults_;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }
    std::int64_t faults() const { return faults_; }

private:
    void connect() {
        connection_ = std::make_unique<pqxx::connection>("application_name='" + name_ + "'");
        pqxx::nontransaction statement(*connection_);
        statement.exec0("SET ROLE " + role_);
    }
    // Cut off by an operator or a crash; starting up; a conflict.
    static bool passes(const std::string &state) {
        const std::string kind = state.substr(0, 2);
        return kind == "57" || kind == "08" || kind == "40" || kind == "53" || state.empty();
    }
    const std::atomic<bool> &stop_;
    std::string name_;
    std::string role_;
    std::unique_ptr<pqxx::connection> connection_;
    std::int64_t faults_ = 0;
};

} // namespace refusal::faults
