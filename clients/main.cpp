#include "channels.hpp"
#include "follower.hpp"
#include "listen.hpp"
#include "output.hpp"

#include <CLI/CLI.hpp>
#include <pqxx/pqxx>

#include <fcntl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>
#include <map>
#include <regex>

namespace client = refusal::client;

namespace {

enum ExitCode {
    ended = 0,
    failed = 1,
    usage_error = 2,
    nothing_to_hear = 3,
    cannot_connect = 4,
    unknown_position = 5,
    command_failed = 6,
    output_failed = 7,
};

constexpr auto listen_footer = R"(Events are printed one a line, as CloudEvents 1.0 in JSON. A connection that is lost is made anew, and none of
its events is missed. What CONNINFO leaves out comes from the environment: PGHOST, PGSERVICE, PGPASSFILE ...

Without --consumer you keep the place: the attribute "sequence" of the last line is what --start-at takes.
With --consumer the database keeps it, and an event is acknowledged when it was printed or its command succeeded:
it may come twice after a failure, and is never lost. SELECT refusal.subscribe('NAME') makes a consumer.

Examples:
  pg_refusal listen -d 'service=oms' --shop acme
  pg_refusal listen -d oms --start-at earliest --idle-exit 1 > events.jsonl
  pg_refusal listen -d oms --consumer mail --exec './send-mail'

Exit codes:
  0  ended as it was asked to: SIGTERM, SIGINT, --count, --idle-exit
  1  the database reported an error that another attempt would meet again
  2  wrong arguments
  3  the role sees no such shop or consumer, or no shop at all
  4  the first connection could not be made
  5  the position is not known to this database (RF010): the message says where to resume
  6  without --consumer: the command failed, and the events after it wait
  7  the output takes no more: its reader has gone, the disk is full

However it ends once it has read, the last line on standard error says how to go on: with --start-at, after the last
event that was written whole or whose command succeeded; after an error with --consumer and its name. Of what was
written a reader that has gone may have left the end unread: the "sequence" of the last line it has is safe.)";

// As psql takes it: a name, or a connection string or URI.
std::string conninfo_of(const std::string &dbname) {
    if (dbname.empty() || dbname.find('=') != std::string::npos || dbname.find("://") != std::string::npos) {
        return dbname;
    }
    setenv("PGDATABASE", dbname.c_str(), 1);
    return {};
}

std::string check_start(const std::string &start) {
    static const std::regex position("latest|earliest|[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{16}");
    return std::regex_match(start, position) ? "" : "neither latest nor earliest nor a position: " + start;
}

std::string check_not_empty(const std::string &text) {
    return text.empty() ? "must not be empty" : "";
}

// CloudEvents asks for a URI reference that is not empty.
std::string check_source(const std::string &source) {
    static const std::regex reference(R"([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+)");
    return std::regex_match(source, reference) ? "" : "not a URI reference: " + source;
}

void add_listen(CLI::App &program, client::ListenOptions &options) {
    using std::chrono::seconds;
    constexpr long long longest = 1000000;
    const std::map<std::string, client::Format> formats = {{"json", client::Format::json},
                                                           {"text", client::Format::text}};
    auto *listen = program.add_subcommand("listen", "Follow the feed: hand on every event as it happens");
    const auto add_seconds = [listen](const char *name, auto &option, const char *help) {
        return listen
            ->add_option_function<long long>(
                name, [&option](long long number) { option = seconds(number); }, help)
            ->option_text("SECONDS")
            ->check(CLI::Range(1LL, longest));
    };

    listen
        ->add_option_function<std::string>(
            "-d,--dbname,--dsn", [&options](const std::string &name) { options.dsn = conninfo_of(name); },
            "The database: its name, a connection string or a URI")
        ->option_text("CONNINFO");
    auto *shop = listen->add_option("--shop", options.shop, "Only this shop; else all that the role sees")
                     ->option_text("CODE")
                     ->check(check_not_empty);
    auto *start = listen
                      ->add_option("--start-at", options.start_at,
                                   "latest (the default), earliest, or after a position")
                      ->option_text("WHERE")
                      ->check(check_start);
    auto *consumer = listen
                         ->add_option("--consumer", options.consumer,
                                      "Go on where this consumer is, and acknowledge")
                         ->option_text("NAME")
                         ->check(check_not_empty)
                         ->excludes(shop)
                         ->excludes(start);
    listen->add_option("--slot", options.slot, "Of the consumer's slots this one; 0 by default")
        ->option_text("N")
        ->check(CLI::Range(0, 1023))
        ->needs(consumer);
    auto *command = listen
                        ->add_option("--exec", options.command,
                                     "Give each event to this command of /bin/sh, on its standard input, instead of "
                                     "printing it. Exit code 0: done. Else the consumer parks this refusal's events "
                                     "for a later attempt and goes on with the others")
                        ->option_text("COMMAND")
                        ->check(check_not_empty);
    add_seconds("--exec-timeout", options.command_timeout,
                "A command that takes longer has failed; 20 by default. Keep it below pg_refusal.lease")
        ->needs(command);
    listen
        ->add_option("--format", options.format,
                     "CloudEvents (json, the default), or lines for people (text)")
        ->option_text("json|text")
        ->transform(CLI::CheckedTransformer(formats))
        ->excludes(command);
    listen
        ->add_option("--source", options.source,
                     "The attribute \"source\": which database this is; /pg_refusal by default")
        ->option_text("URI")
        ->check(check_source);
    add_seconds("--look-every", options.look_every,
                "Look for what nobody tells so often: retries that are due, and, where no relay runs, what was written "
                "with pg_refusal.notify = off; 5 by default");
    listen->add_flag("--operators", options.operators,
                     "Wake on the common channel, not on the shops' own: for roles that see many");
    listen->add_option("--count", options.count, "End after so many events")
        ->option_text("N")
        ->check(CLI::PositiveNumber);
    add_seconds("--idle-exit", options.idle_exit, "End after so long without an event");
    listen->footer(listen_footer);
}

// The socket of the connection would get the number of a standard descriptor that is closed, and be printed into.
void occupy_standard_descriptors() {
    int descriptor = 0;
    do {
        descriptor = open("/dev/null", O_RDONLY);
    } while (descriptor >= 0 && descriptor <= STDERR_FILENO);
    close(descriptor);
}

int run(int argument_count, char **arguments, std::string &go_on) {
    occupy_standard_descriptors();
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
    client::listen(listen_options, go_on);
    return ended;
}

int exit_code_of(const std::string &sqlstate) {
    if (sqlstate == "RF004") {
        return nothing_to_hear;
    }
    return sqlstate == "RF010" ? unknown_position : failed;
}

int complain(const std::exception &error, int code) {
    std::string text = error.what();
    text.erase(text.find_last_not_of('\n') + 1);
    std::cerr << "pg_refusal: " << text << std::endl;
    return code;
}

// The exit code; go_on: how to go on, where there is something to say.
int try_run(int argument_count, char **arguments, std::string &go_on) {
    try {
        return run(argument_count, arguments, go_on);
    } catch (const client::NothingToHear &error) {
        return complain(error, nothing_to_hear);
    } catch (const client::CannotConnect &error) {
        return complain(error, cannot_connect);
    } catch (const client::CommandFailed &error) {
        return complain(error, command_failed);
    } catch (const client::OutputFailed &error) {
        return complain(error, output_failed);
    } catch (const pqxx::sql_error &error) {
        const int code = complain(error, exit_code_of(error.sqlstate()));
        if (code == unknown_position) {
            go_on = "Resume with --start-at, a consumer with refusal.seek(); events may come twice.";
        }
        return code;
    } catch (const std::exception &error) {
        return complain(error, failed);
    }
}

} // namespace

int main(int argument_count, char **arguments) {
    std::string go_on;
    const int code = try_run(argument_count, arguments, go_on);
    if (!go_on.empty()) {
        std::cerr << go_on << std::endl;
    }
    return code;
}
