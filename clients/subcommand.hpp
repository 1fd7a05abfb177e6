#pragma once

#include "failure.hpp"

#include <CLI/CLI.hpp>

#include <functional>
#include <string>

namespace refusal::client {

// What was asked for on the command line. However it ends, `go_on` is the last line it says; it stays empty
// where there is nothing to say.
using Run = std::function<void(std::string &go_on)>;

// Each adds a subcommand to the program, which, where it is the one that was asked for, sets `run`.
void add_listen(CLI::App &program, Run &run);
void add_deliver(CLI::App &program, Run &run);
void add_cabinet(CLI::App &program, Run &run);

// The option -d, as psql takes it: a name, or a connection string or URI. `dsn` becomes what libpq is to be
// given.
void add_database_option(CLI::App &subcommand, std::string &dsn);

std::string check_not_empty(const std::string &text);

// CloudEvents asks for a URI reference that is not empty.
std::string check_source(const std::string &source);

} // namespace refusal::client
