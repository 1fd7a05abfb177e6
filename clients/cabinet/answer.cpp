#include "cabinet/answer.hpp"

namespace refusal::client::cabinet {

const std::vector<std::pair<const char *, const char *>> &protective_headers() {
    static const std::vector<std::pair<const char *, const char *>> headers = {
        {"Content-Security-Policy",
         "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
         "base-uri 'none'; form-action 'self'; frame-ancestors 'none'"},
        {"X-Content-Type-Options", "nosniff"},
        {"Referrer-Policy", "no-referrer"},
        {"Cross-Origin-Opener-Policy", "same-origin"},
        {"Cross-Origin-Resource-Policy", "same-origin"},
    };
    return headers;
}

} // namespace refusal::client::cabinet
