#pragma once

#include "cabinet/answer.hpp"
#include "cabinet/request.hpp"

#include <pqxx/pqxx>

#include <optional>
#include <string>

namespace refusal::client::cabinet {

// Who is signed in, as the database knows it.
struct Session {
    std::string csrf;
    std::string shop;
    std::string json; // as the browser is told
};

std::optional<Session> session_of(pqxx::connection &connection, const std::string &token);

struct SignedIn {
    std::string token;
    Session session;
};
// Nothing: the login or the password is wrong. Counted by the database. Errors: 53400, 22P02.
std::optional<SignedIn> sign_in(pqxx::connection &connection, const std::string &body,
                                const std::string &address);
void sign_out(pqxx::connection &connection, const std::string &token);

// The cookie that the browser keeps, or, with an empty token, forgets.
std::pair<std::string, std::string> session_cookie(const std::string &name, const std::string &token);

// For those who are not signed in, or cannot prove that it is a page of ours that writes.
Answer not_signed_in();
Answer forged();

} // namespace refusal::client::cabinet
