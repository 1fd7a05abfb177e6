#include "deliver/database.hpp"

#include "failure.hpp"
#include "reconnect.hpp"
#include "session.hpp"

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <cerrno>
#include <system_error>
#include <utility>

namespace refusal::client {

Session::Session(const std::string &dsn) : connection(dsn) {
    set_up(connection);
    // What a crash takes back of an acknowledgement comes again, as after any other failure. And a shop whose
    // transaction stays open holds up the others no longer than that.
    pqxx::nontransaction(connection)
        .exec(
            "SELECT set_config('synchronous_commit', 'off', false), set_config('lock_timeout', '1s', false)");
}

void Session::learn_lease() {
    pqxx::nontransaction statement(connection);
    const auto row =
        statement.exec1("SELECT (extract(epoch FROM coalesce(current_setting('pg_refusal.lease', true), "
                        "'30s')::interval) * 1000)::bigint");
    lease = std::chrono::milliseconds(row[0].as<long long>());
}

void Session::hear(const std::string &shop) {
    if (channels.count(shop) != 0) {
        return;
    }
    std::string name;
    {
        pqxx::nontransaction statement(connection);
        name = statement.exec_params1("SELECT refusal.channel($1)", shop)[0].as<std::string>();
    }
    channels.emplace(shop, std::make_unique<Channel>(connection, name));
}

Database::Database(std::string dsn, Events events)
    : dsn_(std::move(dsn)), events_(std::move(events)), nudge_(eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (nudge_ < 0) {
        throw std::system_error(errno, std::generic_category(), "eventfd");
    }
    thread_ = std::thread([this] { run(); });
}

Database::~Database() {
    {
        const std::lock_guard lock(mutex_);
        stop_ = true;
    }
    stopped_.notify_all();
    nudge();
    thread_.join();
    close(nudge_);
}

void Database::nudge() const {
    const std::uint64_t one = 1;
    // It fails only where it is set already.
    [[maybe_unused]] const auto written = write(nudge_, &one, sizeof(one));
}

void Database::ask(Work work) {
    {
        const std::lock_guard lock(mutex_);
        work_.push_back(std::move(work));
    }
    nudge();
}

bool Database::is_idle() {
    const std::lock_guard lock(mutex_);
    return work_.empty() && !working_;
}

void Database::answer() {
    std::vector<Answer> answers;
    std::exception_ptr failure;
    {
        const std::lock_guard lock(mutex_);
        answers = std::exchange(answers_, {});
        failure = failure_;
    }
    for (const auto &answer : answers) {
        answer();
    }
    if (failure) {
        std::rethrow_exception(failure);
    }
}

void Database::reply(Answer answer) {
    {
        const std::lock_guard lock(mutex_);
        answers_.push_back(std::move(answer));
    }
    events_.wake();
}

// What was asked for went with the connection; what is asked from now on waits for the next one.
void Database::lose(const std::string &why) {
    {
        const std::lock_guard lock(mutex_);
        work_.clear();
        working_ = false;
    }
    reply([this, why] { events_.lost(why); });
}

void Database::fail(std::exception_ptr failure) {
    {
        const std::lock_guard lock(mutex_);
        failure_ = std::move(failure);
    }
    events_.wake();
}

void Database::run() {
    auto backoff = reconnect_backoff();
    bool was_connected = false;
    do {
        try {
            try {
                Session session(dsn_);
                was_connected = true;
                backoff.reset();
                reply(events_.connected);
                work_on(session);
                return;
            } catch (const pqxx::sql_error &error) {
                if (!may_pass(error)) {
                    throw;
                }
                throw pqxx::broken_connection(error.what());
            }
        } catch (const pqxx::broken_connection &error) {
            if (!was_connected) {
                fail(std::make_exception_ptr(CannotConnect(error.what())));
                return;
            }
            lose(first_line(error.what()));
        } catch (...) {
            fail(std::current_exception());
            return;
        }
    } while (pause(backoff.next()));
}

bool Database::pause(std::chrono::milliseconds time) {
    std::unique_lock lock(mutex_);
    return !stopped_.wait_for(lock, time, [this] { return stop_; });
}

void Database::work_on(Session &session) {
    for (;;) {
        while (work_once(session)) {
        }
        // What came with a statement's answer is no longer on the socket, which would be waited for in vain.
        if (hear(session)) {
            continue;
        }
        {
            const std::lock_guard lock(mutex_);
            if (stop_) {
                return;
            }
        }
        wait(session.connection.sock());
    }
}

bool Database::work_once(Session &session) {
    Work work;
    {
        const std::lock_guard lock(mutex_);
        if (work_.empty()) {
            return false;
        }
        work = std::move(work_.front());
        work_.pop_front();
        working_ = true;
    }
    const auto answer = work(session);
    {
        const std::lock_guard lock(mutex_);
        working_ = false;
    }
    reply(answer);
    return true;
}

bool Database::hear(Session &session) {
    session.connection.get_notifs();
    if (!session.connection.is_open()) {
        throw pqxx::broken_connection("the server closed the connection");
    }
    bool look = false;
    std::vector<std::string> heard;
    for (const auto &[shop, channel] : session.channels) {
        const auto hint = channel->take();
        look = look || hint == Hint::look;
        if (hint != Hint::none) {
            heard.push_back(shop);
        }
    }
    if (look) {
        try {
            tick(session.connection);
        } catch (const pqxx::sql_error &error) {
            // The next look does it.
            check_is_passing(error);
        }
    }
    for (const auto &shop : heard) {
        reply([this, shop] { events_.heard(shop); });
    }
    return !heard.empty();
}

void Database::wait(int socket) {
    pollfd watched[] = {{socket, POLLIN, 0}, {nudge_, POLLIN, 0}};
    if (poll(watched, 2, -1) < 0 && errno != EINTR) {
        throw std::system_error(errno, std::generic_category(), "cannot wait");
    }
    std::uint64_t nudges = 0;
    [[maybe_unused]] const auto taken = read(nudge_, &nudges, sizeof(nudges));
}

} // namespace refusal::client
