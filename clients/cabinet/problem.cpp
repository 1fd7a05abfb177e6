#include "cabinet/problem.hpp"

#include "reconnect.hpp"
#include "session.hpp"

#include <nlohmann/json.hpp>
#include <pqxx/pqxx>

#include <array>
#include <iostream>
#include <string_view>

namespace refusal::client::cabinet {

namespace {

struct Status {
    std::string_view sqlstate; // or how it begins
    unsigned status;
};

constexpr std::array statuses = {
    Status{"RF001", 409}, Status{"RF002", 409}, Status{"RF003", 409}, Status{"RF004", 404},
    Status{"RF005", 403}, Status{"RF006", 422}, Status{"RF007", 422}, Status{"RF008", 409},
    Status{"RF009", 422}, Status{"RF010", 410}, Status{"RF011", 409}, Status{"28P01", 401},
    Status{"42501", 403}, Status{"53400", 429}, Status{"55000", 409}, Status{"57014", 504},
    Status{"22", 400},    Status{"23", 422},    Status{"54", 400},
};

unsigned status_of(const pqxx::sql_error &error) {
    const auto sqlstate = error.sqlstate();
    for (const auto &known : statuses) {
        if (sqlstate.compare(0, known.sqlstate.size(), known.sqlstate) == 0) {
            return known.status;
        }
    }
    return may_pass(error) ? 503 : 500;
}

// libpqxx 6 keeps an error's parts as one text, as psql shows them.
std::string part_of(const std::string &text, const std::string &label) {
    const auto begin = text.find("\n" + label + ":  ");
    if (begin == std::string::npos) {
        return {};
    }
    const auto from = begin + label.size() + 4;
    std::string part = text.substr(from);
    for (const auto *next : {"\nDETAIL:  ", "\nHINT:  ", "\nCONTEXT:  ", "\nQUERY:  ", "\nLINE "}) {
        part = part.substr(0, part.find(next));
    }
    part.erase(part.find_last_not_of('\n') + 1);
    return part;
}

Problem away() {
    return {503, "08006", "the database cannot be reached", {}, "Try again in a moment."};
}

Problem problem_of_sql(const pqxx::sql_error &error) {
    const std::string text = "\n" + std::string(error.what());
    Problem problem = {status_of(error), error.sqlstate(), part_of(text, "ERROR"), part_of(text, "DETAIL"),
                       part_of(text, "HINT")};
    if (problem.status == 500) {
        // What a defect says is for the administrator, not for a browser.
        std::cerr << "cabinet: " << problem.sqlstate << ": " << problem.message << std::endl;
        return {500, problem.sqlstate, "internal error", {}, {}};
    }
    if (problem.sqlstate == "57014") {
        problem.message = "it took too long";
    }
    return problem;
}

} // namespace

Problem problem_of(const std::exception &error) {
    if (const auto *sql = dynamic_cast<const pqxx::sql_error *>(&error)) {
        return problem_of_sql(*sql);
    }
    if (dynamic_cast<const pqxx::broken_connection *>(&error) != nullptr ||
        dynamic_cast<const pqxx::in_doubt_error *>(&error) != nullptr) {
        return away();
    }
    std::cerr << "cabinet: " << first_line(error.what()) << std::endl;
    return {500, "XX000", "internal error", {}, {}};
}

Answer answer_of(const Problem &problem) {
    const auto text_or_null = [](const std::string &text) {
        return text.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(text);
    };
    Answer answer;
    answer.status = problem.status;
    const nlohmann::ordered_json body = {{"error",
                                          {{"sqlstate", text_or_null(problem.sqlstate)},
                                           {"message", problem.message},
                                           {"detail", text_or_null(problem.detail)},
                                           {"hint", text_or_null(problem.hint)}}}};
    answer.body = body.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    if (problem.status == 429 || problem.status == 503) {
        const auto digits = problem.hint.find_first_of("0123456789");
        const bool known = problem.status == 429 && digits != std::string::npos;
        answer.headers.emplace_back(
            "Retry-After",
            known ? problem.hint.substr(digits, problem.hint.find_first_not_of("0123456789", digits) - digits)
                  : "1");
    }
    return answer;
}

Answer refused(unsigned status, const std::string &message) {
    return answer_of({status, {}, message, {}, {}});
}

} // namespace refusal::client::cabinet
