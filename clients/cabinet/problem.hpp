#pragma once

#include "cabinet/answer.hpp"

#include <exception>
#include <string>

namespace refusal::client::cabinet {

// Why a request got no answer, in the database's words where it has some.
struct Problem {
    unsigned status = 500;
    std::string sqlstate;
    std::string message;
    std::string detail;
    std::string hint;
};

Problem problem_of(const std::exception &error);

Answer answer_of(const Problem &problem);

// The problems that we find before the database does.
Answer refused(unsigned status, const std::string &message);

} // namespace refusal::client::cabinet
