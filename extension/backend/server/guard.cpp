#include "backend/server/guard.hpp"

namespace refusal::backend {

namespace {

// A message may hold what the caller passed: cut it between two characters, never inside one.
void copy_clipped(char *target, std::size_t size, const char *text, std::size_t length) {
    const auto limit = static_cast<int>(size - 1);
    const int kept = static_cast<int>(length) > limit ? pg_mbcliplen(text, static_cast<int>(length), limit)
                                                      : static_cast<int>(length);
    std::memcpy(target, text, static_cast<std::size_t>(kept));
    target[kept] = '\0';
}

void copy_clipped(char *target, std::size_t size, const std::string &text) {
    copy_clipped(target, size, text.data(), std::min<std::size_t>(text.size(), 4 * size));
}

} // namespace

void fill(Report &report, int code, const char *message) {
    report.code = code;
    copy_clipped(report.message, sizeof report.message, message, std::min<std::size_t>(std::strlen(message), 4096));
    report.detail[0] = report.hint[0] = '\0';
}

void fill(Report &report, const core::Error &error) {
    const std::string &state = error.sqlstate;
    report.code = state.size() == 5 ? MAKE_SQLSTATE(state[0], state[1], state[2], state[3], state[4])
                                    : ERRCODE_INTERNAL_ERROR;
    copy_clipped(report.message, sizeof report.message, error.what());
    copy_clipped(report.detail, sizeof report.detail, error.detail);
    copy_clipped(report.hint, sizeof report.hint, error.hint);
}

void raise(const Report &report) {
    ereport(ERROR, (errcode(report.code), errmsg_internal("%s", report.message),
                    report.detail[0] != '\0' ? errdetail_internal("%s", report.detail) : 0,
                    report.hint[0] != '\0' ? errhint("%s", report.hint) : 0));
    pg_unreachable();
}

void check_interrupts() {
    if (InterruptPending)
        backend_call([] { CHECK_FOR_INTERRUPTS(); });
}

} // namespace refusal::backend
