#pragma once

#include "signals.hpp"

#include <chrono>
#include <optional>
#include <string>

namespace refusal::client {

// A command of the shell that is run for every event. In a process group of its own: the Ctrl-C that is meant
// for us must not make it fail.
class Command {
public:
    Command(std::string command, std::chrono::seconds timeout, const Signals &signals)
        : command_(std::move(command)), timeout_(timeout), signals_(signals) {}
    // With the line on its standard input. What went wrong; nothing where it exited with 0.
    std::optional<std::string> run(const std::string &line) const;

private:
    pid_t start(const std::string &line) const;

    std::string command_;
    std::chrono::seconds timeout_;
    const Signals &signals_;
};

} // namespace refusal::client
