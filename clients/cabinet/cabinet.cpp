#include "cabinet/cabinet.hpp"

#include "cabinet/api.hpp"
#include "cabinet/database_pool.hpp"
#include "cabinet/http_server.hpp"
#include "cabinet/live_feed.hpp"
#include "cabinet/live_pages.hpp"
#include "cabinet/site.hpp"
#include "failure.hpp"
#include "session.hpp"

#include <boost/asio/signal_set.hpp>

#include <csignal>
#include <iostream>

namespace refusal::client::cabinet {

namespace {

// For answers that are on their way when it is told to stop.
constexpr auto grace = std::chrono::seconds(5);

// Better said at once than to everyone who signs in.
void check_database(const std::string &dsn) {
    try {
        pqxx::connection connection(dsn);
        set_up(connection);
        pqxx::nontransaction statement(connection);
        statement.exec("SELECT FROM refusal.session('')");
        newest_position(statement);
    } catch (const pqxx::broken_connection &error) {
        throw CannotConnect(error.what());
    }
}

class Cabinet {
public:
    explicit Cabinet(const Options &options)
        : pool_(loop_, options.dsn, options.connections), sign_ins_(loop_, options.dsn, 1),
          feed_(loop_, options.dsn, options.look_every), pages_(loop_, pool_, feed_),
          api_(pool_, sign_ins_, pages_, cookie_of(options)), site_(api_, options.metrics),
          server_(loop_, options.host, options.port,
                  {options.most_connections, options.trust_proxy, cookie_of(options)},
                  [this](Request request, const Reply &reply) { site_.handle(std::move(request), reply); }) {
        site_.tell_health([this] { return feed_.connected(); }, [this] { return numbers(); });
        signals_.async_wait([this](const boost::system::error_code &error, int /*signal*/) {
            if (!error) {
                stop();
            }
        });
    }
    void run() {
        // In one piece: whoever waits for the line reads the address in it.
        std::cerr << "cabinet on " + server_.url() + "\n" << std::flush;
        loop_.run();
        feed_.stop();
        pool_.stop();
        sign_ins_.stop();
    }

private:
    static std::string cookie_of(const Options &options) {
        return options.insecure_cookie ? "session" : "__Host-session";
    }
    void stop() {
        pages_.stop();
        server_.stop();
        end_when_idle(std::chrono::steady_clock::now() + grace);
    }
    void end_when_idle(std::chrono::steady_clock::time_point latest) {
        if (server_.connections() == 0 || std::chrono::steady_clock::now() >= latest) {
            return loop_.stop();
        }
        loop_.after(std::chrono::milliseconds(50), [this, latest] { end_when_idle(latest); });
    }
    std::string numbers() const {
        return "pg_refusal_cabinet_connections " + std::to_string(server_.connections()) +
               "\npg_refusal_cabinet_live_pages " + std::to_string(pages_.size()) +
               "\npg_refusal_cabinet_waiting_for_database " + std::to_string(pool_.waiting()) +
               "\npg_refusal_cabinet_feed_connected " + (feed_.connected() ? "1" : "0") + "\n";
    }

    EventLoop loop_;
    DatabasePool pool_;
    DatabasePool sign_ins_;
    LiveFeed feed_;
    LivePages pages_;
    Api api_;
    Site site_;
    HttpServer server_;
    boost::asio::signal_set signals_ = boost::asio::signal_set(loop_.context(), SIGTERM, SIGINT);
};

} // namespace

void serve(const Options &options) {
    // A browser that has gone is an error of its connection, no reason to end.
    std::signal(SIGPIPE, SIG_IGN);
    check_database(options.dsn);
    Cabinet(options).run();
}

} // namespace refusal::client::cabinet
