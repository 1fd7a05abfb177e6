#pragma once

namespace refusal::client {

// What only this subcommand ends with.
enum ListenExitCode {
    unknown_position = 5,
    command_failed = 6,
    output_failed = 7,
};

} // namespace refusal::client
