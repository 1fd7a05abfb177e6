#pragma once

#include "failure.hpp"
#include "listen/exit_code.hpp"
#include "signals.hpp"

#include <unistd.h>

#include <string>

namespace refusal::client {

// Nobody takes what is written: the reader of a pipe has gone, the disk is full.
struct OutputFailed : Failure {
    explicit OutputFailed(const std::string &what) : Failure(output_failed, what) {}
};

// Standard output, line by line and at once: whoever reads the pipe is waiting, and what has been written may
// be acknowledged.
class Output {
public:
    explicit Output(const Signals &signals) : signals_(signals) {}
    // False: we were told to end before the reader took it. Throws OutputFailed.
    bool write_line(std::string line);
    // To wait for beside the database: a reader that goes, which may be long before there is another line for
    // it.
    static pollfd reader_gone() { return {STDOUT_FILENO, 0, 0}; }
    // Throws OutputFailed where it has.
    static void check_reader();

private:
    const Signals &signals_;
};

} // namespace refusal::client
