#include "listen/command.hpp"

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstdio>
#include <memory>
#include <system_error>

namespace refusal::client {

namespace {

using std::chrono::milliseconds;
using Clock = std::chrono::steady_clock;

// Between being asked to end and being killed.
constexpr auto grace = std::chrono::seconds(5);

[[noreturn]] void fail(int error, const char *what) {
    throw std::system_error(error, std::generic_category(), what);
}

struct CloseFile {
    void operator()(std::FILE *file) const { std::fclose(file); }
};

// A file, not a pipe: a command that does not read its input, or not all of it, holds nobody up.
std::unique_ptr<std::FILE, CloseFile> file_with(const std::string &line) {
    std::unique_ptr<std::FILE, CloseFile> file(std::tmpfile());
    if (!file || std::fputs(line.c_str(), file.get()) < 0 || std::fputc('\n', file.get()) < 0 ||
        std::fflush(file.get()) != 0 || std::fseek(file.get(), 0, SEEK_SET) != 0) {
        fail(errno, "cannot write a temporary file");
    }
    fcntl(fileno(file.get()), F_SETFD, FD_CLOEXEC);
    return file;
}

// Its status, if it ends in time.
std::optional<int> end_of(pid_t process, milliseconds limit, const Signals &signals) {
    const auto until = Clock::now() + limit;
    for (;;) {
        int status = 0;
        const pid_t ended = waitpid(process, &status, WNOHANG);
        if (ended < 0) {
            fail(errno, "cannot wait for the command");
        }
        if (ended == process) {
            return status;
        }
        const auto left = std::chrono::ceil<milliseconds>(until - Clock::now());
        if (left.count() <= 0) {
            return std::nullopt;
        }
        signals.wait_for_child(left);
    }
}

std::optional<std::string> failure_of(int status) {
    if (WIFSIGNALED(status)) {
        return "killed by signal " + std::to_string(WTERMSIG(status));
    }
    if (WEXITSTATUS(status) != 0) {
        return "exit code " + std::to_string(WEXITSTATUS(status));
    }
    return std::nullopt;
}

} // namespace

pid_t Command::start(const std::string &line) const {
    const auto input = file_with(line);
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&actions);
    posix_spawnattr_init(&attributes);
    posix_spawn_file_actions_adddup2(&actions, fileno(input.get()), STDIN_FILENO);
    sigset_t defaults = {};
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGPIPE);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    posix_spawnattr_setsigmask(&attributes, &signals_.original_mask());
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes,
                             POSIX_SPAWN_SETPGROUP | POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
    std::string shell = "sh";
    std::string option = "-c";
    std::string command = command_;
    char *const arguments[] = {shell.data(), option.data(), command.data(), nullptr};
    pid_t process = 0;
    const int error = posix_spawn(&process, "/bin/sh", &actions, &attributes, arguments, environ);
    posix_spawn_file_actions_destroy(&actions);
    posix_spawnattr_destroy(&attributes);
    if (error != 0) {
        fail(error, "cannot run /bin/sh");
    }
    return process;
}

std::optional<std::string> Command::run(const std::string &line) const {
    const pid_t process = start(line);
    if (const auto status = end_of(process, timeout_, signals_)) {
        return failure_of(*status);
    }
    kill(-process, SIGTERM);
    const bool ended = end_of(process, grace, signals_).has_value();
    // With all that it may have started.
    kill(-process, SIGKILL);
    if (!ended) {
        waitpid(process, nullptr, 0);
    }
    return "timed out after " + std::to_string(timeout_.count()) + " s";
}

} // namespace refusal::client
