#include "cabinet/cabinet.hpp"
#include "session.hpp"
#include "subcommand.hpp"

#include <memory>
#include <regex>

namespace refusal::client {

namespace {

constexpr auto footer =
    R"(One process serves the pages, their API and the live events of every shop. The database role is a gateway
that refusal.grant_cabinet() has made; what a signed-in person sees and may do is decided by row security. What
CONNINFO leaves out comes from the environment: PGHOST, PGSERVICE, PGPASSFILE ...

Let browsers come through a proxy that does TLS: the session's cookie is sent over TLS only.

Example:
  pg_refusal cabinet -d 'service=cabinet' --listen 127.0.0.1:8080 --trust-proxy

Exit codes:
  0  ended as it was asked to: SIGTERM, SIGINT
  1  it cannot listen on the address, or the role may not serve the cabinet
  2  wrong arguments
  4  the database cannot be reached at the start; later it is waited for)";

// HOST:PORT, HOST an address, of IPv6 in brackets.
std::string set_address(const std::string &text, cabinet::Options &options) {
    static const std::regex form(R"((?:\[([0-9A-Fa-f:.]+)\]|([0-9.]+)):([0-9]{1,5}))");
    std::smatch parts;
    if (!std::regex_match(text, parts, form) || std::stoi(parts[3]) > 65535) {
        return "not an ADDRESS:PORT: " + text;
    }
    options.host = parts[1].matched ? parts[1] : parts[2];
    options.port = static_cast<unsigned short>(std::stoi(parts[3]));
    return {};
}

void add_options(CLI::App *cabinet, cabinet::Options &options) {
    add_database_option(*cabinet, options.dsn);
    cabinet
        ->add_option_function<std::string>(
            "--listen", [](const std::string & /*text*/) {},
            "Where to serve; 127.0.0.1:8080 by default, port 0: any that is free")
        ->option_text("ADDRESS:PORT")
        ->check([&options](const std::string &text) { return set_address(text, options); });
    cabinet->add_flag("--trust-proxy", options.trust_proxy,
                      "A proxy on this machine says in X-Forwarded-For who asks");
    cabinet->add_flag("--insecure-cookie", options.insecure_cookie,
                      "The session's cookie goes without TLS, too: for trying it out");
    cabinet->add_flag("--metrics", options.metrics, "Answer /metrics, to this machine only");
    cabinet
        ->add_option("--connections", options.connections,
                     "To the database; 4 by default, one more for the feed and one for signing in")
        ->option_text("N")
        ->check(CLI::Range(1, 100));
    cabinet
        ->add_option("--most-connections", options.most_connections, "Of browsers at once; 2048 by default")
        ->option_text("N")
        ->check(CLI::Range(1, 100000));
    cabinet
        ->add_option_function<long long>(
            "--look-every",
            [&options](long long number) { options.look_every = std::chrono::seconds(number); },
            "Look so often for what nobody tells, where no relay runs and pg_refusal.notify is off; 5 by "
            "default")
        ->option_text("SECONDS")
        ->check(CLI::Range(1LL, 1000000LL));
    cabinet->footer(footer);
}

} // namespace

void add_cabinet(CLI::App &program, Run &run) {
    auto *cabinet =
        program.add_subcommand("cabinet", "Serve the shops' cabinet: pages, their API, live events");
    const auto options = std::make_shared<cabinet::Options>();
    add_options(cabinet, *options);
    cabinet->callback([&run, options] {
        run = [options](std::string & /*go_on*/) {
            name_sessions("pg_refusal cabinet");
            cabinet::serve(*options);
        };
    });
}

} // namespace refusal::client
