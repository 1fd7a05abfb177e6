#include "deliver/deliver.hpp"
#include "deliver/health.hpp"
#include "session.hpp"
#include "subcommand.hpp"

#include <memory>

namespace refusal::client {

namespace {

constexpr auto footer =
    R"(Sends the events of every active refusal.endpoint of the shops that the role delivers for, each as an HTTP POST: a
CloudEvent 1.0 in JSON, signed as Standard Webhooks says with the endpoint's keys. An answer of 2xx delivers it. Else that
refusal's events wait and are tried again (Retry-After is honoured), all others flow; after max_attempts, or at once
where 410 was answered, it is a dead letter. An endpoint that does not answer is left alone and probed now and then.
Several processes share the slots of an endpoint. After a failure an event may be sent twice, with the same webhook-id;
none is lost. SELECT refusal.grant_delivery('ROLE') makes the role it runs as.

What CONNINFO leaves out comes from the environment: PGHOST, PGSERVICE, PGPASSFILE ... A connection that is lost is made
anew. Standard error has one JSON object a line; no body, secret, URL or personal data is in it.

Examples:
  pg_refusal deliver -d 'service=oms'
  pg_refusal deliver -d oms --health 127.0.0.1:9187

Exit codes:
  0  ended as it was asked to: SIGTERM, SIGINT. Requests under way were given --grace seconds,
     or none where it was asked twice
  1  the database reported an error that another attempt would meet again, or the health address is taken
  2  wrong arguments
  4  the first connection could not be made)";

void add_options(CLI::App *deliver, DeliverOptions &options) {
    using std::chrono::seconds;
    const auto add_seconds = [deliver](const char *name, seconds &option, const char *help) {
        deliver
            ->add_option_function<long long>(
                name, [&option](long long number) { option = seconds(number); }, help)
            ->option_text("SECONDS")
            ->check(CLI::Range(1LL, 86400LL));
    };

    add_database_option(*deliver, options.dsn);
    deliver
        ->add_option("--source", options.source,
                     "The attribute \"source\": which database this is; /pg_refusal by default")
        ->option_text("URI")
        ->check(check_source);
    add_seconds(
        "--look-every", options.look_every,
        "Look for what nobody tells so often: endpoints that changed, retries that are due; 2 by default");
    deliver
        ->add_option(
            "--window", options.window,
            "Events of one slot of an endpoint in memory; 256 by default. A poll may double it for a while")
        ->option_text("N")
        ->check(CLI::Range(2, 10000));
    deliver
        ->add_option(
            "--open-after", options.failures_to_open,
            "Leave an endpoint alone after so many failures in a row: no connection, no answer, 5xx; 5 by "
            "default")
        ->option_text("N")
        ->check(CLI::Range(1, 1000000));
    add_seconds("--probe-after", options.probe_after,
                "Then try it with one request after so long, and twice as long each time; 5 by default");
    add_seconds("--probe-at-most", options.probe_at_most, "And no later than after so long; 300 by default");
    add_seconds("--grace", options.grace,
                "Told to end, wait so long for the requests under way; 20 by default");
    deliver->add_option("--ca-file", options.ca_file, "Certificates to trust instead of the system's, in PEM")
        ->option_text("FILE")
        ->check(CLI::ExistingFile);
    deliver
        ->add_option("--health", options.health,
                     "Serve GET /healthz and /metrics (Prometheus) there. Port 0: any; the log says which")
        ->option_text("HOST:PORT")
        ->check(check_address);
    deliver->footer(footer);
}

} // namespace

void add_deliver(CLI::App &program, Run &run) {
    auto *deliver = program.add_subcommand("deliver", "Send events to the shops' endpoints over HTTP");
    const auto options = std::make_shared<DeliverOptions>();
    add_options(deliver, *options);
    deliver->callback([&run, options] {
        run = [options](std::string & /*go_on*/) {
            name_sessions("pg_refusal deliver");
            client::deliver(*options);
        };
    });
}

} // namespace refusal::client
