#include "cabinet/visit.hpp"

#include "cabinet/problem.hpp"

namespace refusal::client::cabinet {

namespace {

constexpr auto columns =
    R"( token, csrf, shop_code, json_build_object('login', login, 'language', language, 'csrf', csrf,
    'shop', json_build_object('code', shop_code, 'name', shop_name, 'timezone', timezone)) )";

Session session_in(const pqxx::row &row) {
    return {row[1].c_str(), row[2].c_str(), row[3].c_str()};
}

} // namespace

std::optional<Session> session_of(pqxx::connection &connection, const std::string &token) {
    static const std::string query = std::string("SELECT") + columns + "FROM refusal.session($1)";
    if (token.empty()) {
        return std::nullopt;
    }
    pqxx::nontransaction statement(connection);
    const auto rows = statement.exec_params(query, token);
    return rows.empty() ? std::nullopt : std::optional(session_in(rows[0]));
}

std::optional<SignedIn> sign_in(pqxx::connection &connection, const std::string &body,
                                const std::string &address) {
    static const std::string query =
        std::string("SELECT") + columns +
        "FROM refusal.sign_in($1::jsonb ->> 'login', $1::jsonb ->> 'password', $2::inet)";
    pqxx::nontransaction statement(connection);
    const auto rows = statement.exec_params(query, body, address);
    if (rows.empty()) {
        return std::nullopt;
    }
    return SignedIn{rows[0][0].c_str(), session_in(rows[0])};
}

void sign_out(pqxx::connection &connection, const std::string &token) {
    pqxx::nontransaction statement(connection);
    statement.exec_params("SELECT refusal.sign_out($1)", token);
}

std::pair<std::string, std::string> session_cookie(const std::string &name, const std::string &token) {
    // A browser takes the prefix __Host- only with Secure and Path=/, and gives the cookie to this host
    // alone.
    const bool secure = name.compare(0, 7, "__Host-") == 0;
    return {"Set-Cookie", name + "=" + token + "; Path=/; HttpOnly; SameSite=Strict" +
                              (secure ? "; Secure" : "") + (token.empty() ? "; Max-Age=0" : "")};
}

Answer not_signed_in() {
    return answer_of({401, "28000", "not signed in", {}, {}});
}

Answer forged() {
    return answer_of({403,
                      {},
                      "the request does not come from a page of this cabinet",
                      {},
                      "Send the session's X-CSRF-Token, as application/json, from the same origin."});
}

} // namespace refusal::client::cabinet
