#include "listen.hpp"

#include <CLI/CLI.hpp>
#include <pqxx/pqxx>

#include <climits>
#include <cstdlib>
#include <iostream>
#include <map>

namespace client = refusal::client;

namespace {

enum ExitCode { ended = 0, database_error = 1, usage_error = 2, nothing_to_hear = 3 };

constexpr auto exit_codes = "Exit codes: 0 ended as it was asked to, 1 the database or the output failed,\n"
                            "            2 wrong arguments, 3 the role sees no such shop";

void add_listen(CLI::App &program, client::ListenOptions &options) {
    const std::map<std::string, client::Format> formats = {{"text", client::Format::text},
                                                           {"json", client::Format::json}};
    const auto set_idle_exit = [&options](long long seconds) {
        options.idle_exit = std::chrono::seconds(seconds);
    };

    auto *listen = program.add_subcommand("listen", "Print the events of refusals as they happen");
    listen
        ->add_option("--dsn", options.dsn, "Connection string or URI; what it leaves out comes from PGHOST …")
        ->option_text("CONNINFO");
    auto *shops = listen->add_option("--shop", options.shops,
                                     "Only this shop, may be repeated; else all the role sees");
    shops->option_text("CODE")->expected(1, INT_MAX)->allow_extra_args(false);
    listen
        ->add_flag("--operators", options.operators, "Wake on the operators' channel, not on the shops' own")
        ->excludes(shops);
    listen
        ->add_option("--format", options.format,
                     "Lines for people (text, the default), or an object a line (json)")
        ->option_text("text|json")
        ->transform(CLI::CheckedTransformer(formats));
    listen->add_option("--count", options.count, "End after so many events")
        ->option_text("N")
        ->check(CLI::PositiveNumber);
    listen->add_option_function<long long>("--idle-exit", set_idle_exit, "End after so long without an event")
        ->option_text("SECONDS")
        ->check(CLI::Range(1LL, 1000000LL));
    listen->footer(exit_codes);
}

int run(int argument_count, char **arguments) {
    CLI::App program("What happens to refused parcels, told by the database as it happens", "pg_refusal");
    program.require_subcommand(1);
    client::ListenOptions listen_options;
    add_listen(program, listen_options);
    try {
        program.parse(argument_count, arguments);
    } catch (const CLI::ParseError &error) {
        return program.exit(error) == 0 ? ended : usage_error;
    }

    // libpq waits for ever to connect unless told otherwise; a name lets an administrator tell who listens.
    setenv("PGCONNECT_TIMEOUT", "10", 0);
    setenv("PGAPPNAME", "pg_refusal listen", 0);
    client::listen(listen_options);
    return ended;
}

} // namespace

int main(int argument_count, char **arguments) {
    try {
        return run(argument_count, arguments);
    } catch (const client::NothingToHear &error) {
        std::cerr << "pg_refusal: " << error.what() << std::endl;
        return nothing_to_hear;
    } catch (const std::exception &error) {
        std::cerr << "pg_refusal: " << error.what() << std::endl;
        return database_error;
    }
}
