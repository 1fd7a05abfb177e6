#include "subcommand.hpp"

#include <pqxx/pqxx>

#include <fcntl.h>
#include <unistd.h>

#include <iostream>

namespace client = refusal::client;

namespace {

// The socket of the connection would get the number of a standard descriptor that is closed, and be printed
// into.
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
    client::Run run_it;
    client::add_listen(program, run_it);
    client::add_deliver(program, run_it);
    client::add_cabinet(program, run_it);
    try {
        program.parse(argument_count, arguments);
    } catch (const CLI::ParseError &error) {
        return program.exit(error) == 0 ? client::ended : client::usage_error;
    }
    run_it(go_on);
    return client::ended;
}

int complain(const std::exception &error, int code) {
    std::string text = error.what();
    text.erase(text.find_last_not_of('\n') + 1);
    std::cerr << "pg_refusal: " << text << std::endl;
    return code;
}

// The exit code.
int try_run(int argument_count, char **arguments, std::string &go_on) {
    try {
        return run(argument_count, arguments, go_on);
    } catch (const client::Failure &error) {
        return complain(error, error.exit_code);
    } catch (const pqxx::sql_error &error) {
        return complain(error, error.sqlstate() == "RF004" ? client::nothing_to_see : client::failed);
    } catch (const std::exception &error) {
        return complain(error, client::failed);
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
