#pragma once

#include <stdexcept>
#include <string>
#include <utility>

namespace refusal::core {

// What the core reports to its caller: an SQLSTATE with PostgreSQL's three texts. The backend turns it into
// an ereport; a unit test reads it as it is.
struct Error : std::runtime_error {
    std::string sqlstate;
    std::string detail;
    std::string hint;

    Error(std::string state, const std::string &message, std::string detail_text = {}, std::string hint_text = {})
        : std::runtime_error(message), sqlstate(std::move(state)), detail(std::move(detail_text)),
          hint(std::move(hint_text)) {}
};

} // namespace refusal::core
