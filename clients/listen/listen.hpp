#pragma once

#include <chrono>
#include <optional>
#include <string>

namespace refusal::client {

enum class Format { json, text };

struct ListenOptions {
    std::string dsn;
    std::string shop; // empty: all that the role sees
    bool operators = false;
    std::string start_at = "latest";
    std::string consumer; // empty: the place in the feed is ours to keep
    int slot = 0;
    std::string command; // empty: events are printed
    std::chrono::seconds command_timeout = std::chrono::seconds(20);
    Format format = Format::json;
    std::string source = "/pg_refusal";
    std::optional<long long> count;
    std::optional<std::chrono::seconds> idle_exit;
    std::chrono::seconds look_every = std::chrono::seconds(5);
};

// `pg_refusal listen`: hands events on as they come, until it was told to stop. A connection that is lost is
// made anew, and the feed read on from where it was; only the first one has to succeed at once. However it
// ends, `go_on` says how to go on from there; it stays empty where nothing was read yet, and for a consumer
// where there is nothing to say.
void listen(const ListenOptions &options, std::string &go_on);

} // namespace refusal::client
