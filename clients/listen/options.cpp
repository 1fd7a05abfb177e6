#include "listen/listen.hpp"

#include "session.hpp"
#include "subcommand.hpp"

#include <map>
#include <memory>
#include <regex>

namespace refusal::client {

namespace {

constexpr auto footer =
    R"(Events are printed one a line, as CloudEvents 1.0 in JSON. A connection that is lost is made anew, and none of
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

std::string check_start(const std::string &start) {
    static const std::regex position("latest|earliest|[0-9a-f]{16}-[0-9a-f]{16}-[0-9a-f]{16}");
    return std::regex_match(start, position) ? "" : "neither latest nor earliest nor a position: " + start;
}

void add_options(CLI::App *listen, ListenOptions &options) {
    using std::chrono::seconds;
    constexpr long long longest = 1000000;
    const std::map<std::string, Format> formats = {{"json", Format::json}, {"text", Format::text}};
    const auto add_seconds = [listen](const char *name, auto &option, const char *help) {
        return listen
            ->add_option_function<long long>(
                name, [&option](long long number) { option = seconds(number); }, help)
            ->option_text("SECONDS")
            ->check(CLI::Range(1LL, longest));
    };

    add_database_option(*listen, options.dsn);
    auto *shop = listen->add_option("--shop", options.shop, "Only this shop; else all that the role sees")
                     ->option_text("CODE")
                     ->check(check_not_empty);
    auto *start = listen
                      ->add_option("--start-at", options.start_at,
                                   "latest (the default), earliest, or after a position")
                      ->option_text("WHERE")
                      ->check(check_start);
    auto *consumer =
        listen->add_option("--consumer", options.consumer, "Go on where this consumer is, and acknowledge")
            ->option_text("NAME")
            ->check(check_not_empty)
            ->excludes(shop)
            ->excludes(start);
    listen->add_option("--slot", options.slot, "Of the consumer's slots this one; 0 by default")
        ->option_text("N")
        ->check(CLI::Range(0, 1023))
        ->needs(consumer);
    auto *command =
        listen
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
                "Look for what nobody tells so often: retries that are due, and, where no relay runs, what "
                "was written "
                "with pg_refusal.notify = off; 5 by default");
    listen->add_flag("--operators", options.operators,
                     "Wake on the common channel, not on the shops' own: for roles that see many");
    listen->add_option("--count", options.count, "End after so many events")
        ->option_text("N")
        ->check(CLI::PositiveNumber);
    add_seconds("--idle-exit", options.idle_exit, "End after so long without an event");
    listen->footer(footer);
}

} // namespace

void add_listen(CLI::App &program, Run &run) {
    auto *listen = program.add_subcommand("listen", "Follow the feed: hand on every event as it happens");
    const auto options = std::make_shared<ListenOptions>();
    add_options(listen, *options);
    listen->callback([&run, options] {
        run = [options](std::string &go_on) {
            name_sessions("pg_refusal listen");
            client::listen(*options, go_on);
        };
    });
}

} // namespace refusal::client
