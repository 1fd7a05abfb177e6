#pragma once

#include <stdexcept>
#include <string>

namespace refusal::client {

// Those that mean the same in every subcommand. A subcommand's own begin at 5.
enum ExitCode {
    ended = 0,
    failed = 1,
    usage_error = 2,
    nothing_to_see = 3,
    cannot_connect = 4,
};

// A reason to end that has an exit code.
struct Failure : std::runtime_error {
    Failure(int exit_code, const std::string &what) : runtime_error(what), exit_code(exit_code) {}
    int exit_code;
};

// The first connection could not be made, or not be used.
struct CannotConnect : Failure {
    explicit CannotConnect(const std::string &what) : Failure(cannot_connect, what) {}
};

} // namespace refusal::client
