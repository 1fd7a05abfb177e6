#include "subcommand.hpp"

#include <cstdlib>
#include <regex>

namespace refusal::client {

void add_database_option(CLI::App &subcommand, std::string &dsn) {
    subcommand
        .add_option_function<std::string>(
            "-d,--dbname,--dsn",
            [&dsn](const std::string &name) {
                if (name.empty() || name.find('=') != std::string::npos ||
                    name.find("://") != std::string::npos) {
                    dsn = name;
                } else {
                    setenv("PGDATABASE", name.c_str(), 1);
                }
            },
            "The database: its name, a connection string or a URI")
        ->option_text("CONNINFO");
}

std::string check_not_empty(const std::string &text) {
    return text.empty() ? "must not be empty" : "";
}

std::string check_source(const std::string &source) {
    static const std::regex reference(R"([A-Za-z0-9._~:/?#\[\]@!$&'()*+,;=%-]+)");
    return std::regex_match(source, reference) ? "" : "not a URI reference: " + source;
}

} // namespace refusal::client
