#include "listen/output.hpp"

#include <cerrno>
#include <string_view>
#include <system_error>

namespace refusal::client {

namespace {

[[noreturn]] void fail(int error) {
    throw OutputFailed("cannot write to standard output: " + std::generic_category().message(error));
}

} // namespace

void Output::check_reader() {
    auto watched = reader_gone();
    if (poll(&watched, 1, 0) > 0) {
        fail(EPIPE);
    }
}

bool Output::write_line(std::string line) {
    line += '\n';
    for (std::string_view rest = line; !rest.empty();) {
        // A reader that stands still must not keep us from ending.
        if (signals_.wait({{STDOUT_FILENO, POLLOUT, 0}}, std::nullopt) == Wake::stop) {
            return false;
        }
        const auto written = write(STDOUT_FILENO, rest.data(), rest.size());
        if (written >= 0) {
            rest.remove_prefix(static_cast<size_t>(written));
        } else if (errno != EAGAIN) {
            fail(errno);
        }
    }
    return true;
}

} // namespace refusal::client
