#include "cabinet/api.hpp"

#include "cabinet/csv_download.hpp"
#include "cabinet/live_opening.hpp"
#include "cabinet/same_origin.hpp"
#include "cabinet/visit.hpp"

#include <array>
#include <utility>

namespace refusal::client::cabinet {

namespace {

Answer too_many() {
    return answer_of({429, "53400", "too many requests", {}, "Try again in 5 seconds."});
}

Answer wrong_method(const std::string &allowed) {
    auto answer = refused(405, "method not allowed");
    answer.headers.emplace_back("Allow", allowed);
    return answer;
}

Answer json_answer(std::string body) {
    Answer answer;
    answer.status = body.empty() ? 204 : 200;
    answer.body = std::move(body);
    return answer;
}

// One transaction, for the session's shop.
Answer answer_in(pqxx::connection &connection, const Request &request, const Match &match,
                 const Session &session) {
    pqxx::work transaction(connection);
    if (request.only_reads()) {
        transaction.exec0("SET TRANSACTION READ ONLY");
    }
    transaction.exec_params("SELECT refusal.act_for($1)", session.shop);
    Answer answer;
    if (request.only_reads()) {
        // Before the statement sees anything: who goes on from there misses nothing.
        answer.headers.emplace_back("X-Feed-Position", newest_position(transaction));
    }
    auto values = match.segments;
    if (match.route->takes == Route::Takes::query) {
        values.push_back(json_of(request.query));
    } else if (match.route->takes == Route::Takes::body) {
        values.push_back(request.body.empty() ? "{}" : request.body);
    }
    const auto row =
        transaction.exec_params1(match.route->statement, pqxx::prepare::make_dynamic_params(values));
    transaction.commit();
    answer.body = row[0].c_str();
    answer.status = answer.body.empty() ? 204 : 200;
    return answer;
}

Answer signed_in_answer(const std::optional<SignedIn> &signed_in, const std::string &cookie) {
    if (!signed_in) {
        return answer_of({401, "28P01", "wrong login or password", {}, {}});
    }
    auto answer = json_answer(signed_in->session.json);
    answer.headers.push_back(session_cookie(cookie, signed_in->token));
    return answer;
}

Reply without_cache(const Reply &reply) {
    return [reply](Answer answer) {
        answer.headers.emplace_back("Cache-Control", "no-store");
        reply(std::move(answer));
    };
}

// What a worker came to, as the answer.
std::function<void(Outcome<Answer>)> to(const Reply &reply) {
    return [reply](Outcome<Answer> outcome) {
        const auto *problem = std::get_if<Problem>(&outcome);
        reply(problem != nullptr ? answer_of(*problem) : std::move(std::get<Answer>(outcome)));
    };
}

} // namespace

void Api::handle(Shared request, const Reply &plain_reply) {
    using Method = void (Api::*)(const Shared &, const Reply &);
    struct Special {
        const char *method;
        const char *path;
        Method handle;
    };
    static constexpr std::array specials = {
        Special{"POST", "/api/sign-in", &Api::sign_in},      Special{"POST", "/api/sign-out", &Api::sign_out},
        Special{"GET", "/api/session", &Api::session},       Special{"GET", "/api/live", &Api::live},
        Special{"GET", "/api/refusals.csv", &Api::download},
    };
    const auto reply = without_cache(plain_reply);
    const auto network = network_of(request->address);
    if (!addresses_.take(network) || !requests_.take(request->token.empty() ? network : request->token)) {
        return reply(too_many());
    }
    if (!is_text(request->body)) {
        return reply(answer_of({400, "22021", "the body is no UTF-8 text", {}, {}}));
    }
    if (!request->only_reads() && (!is_same_origin(*request) || !is_json(*request))) {
        return reply(forged());
    }
    for (const auto &special : specials) {
        if (request->path == special.path) {
            return request->method == special.method ? (this->*special.handle)(request, reply)
                                                     : reply(wrong_method(special.method));
        }
    }
    auto match = match_of(request->method, request->path);
    if (match.route == nullptr) {
        return reply(match.methods.empty() ? refused(404, "not found") : wrong_method(match.methods));
    }
    run(request, std::move(match), reply);
}

void Api::sign_in(const Shared &request, const Reply &reply) {
    if (!sign_ins_.take(network_of(request->address))) {
        return reply(too_many());
    }
    sign_in_pool_.run<Answer>(
        false,
        [request, cookie = cookie_](pqxx::connection &connection) {
            return signed_in_answer(cabinet::sign_in(connection, request->body, request->address), cookie);
        },
        to(reply));
}

void Api::sign_out(const Shared &request, const Reply &reply) {
    pool_.run<Answer>(
        true,
        [request, cookie = cookie_](pqxx::connection &connection) {
            const auto session = session_of(connection, request->token);
            if (session && !same_secret(request->csrf, session->csrf)) {
                return forged();
            }
            if (session) {
                cabinet::sign_out(connection, request->token);
            }
            auto answer = json_answer({});
            answer.headers.push_back(session_cookie(cookie, {}));
            return answer;
        },
        [this, request, reply](Outcome<Answer> outcome) {
            if (const auto *answer = std::get_if<Answer>(&outcome);
                answer != nullptr && answer->status == 204) {
                pages_.close(request->token);
            }
            to(reply)(std::move(outcome));
        });
}

void Api::session(const Shared &request, const Reply &reply) {
    pool_.run<Answer>(
        true,
        [request](pqxx::connection &connection) {
            const auto session = session_of(connection, request->token);
            return session ? json_answer(session->json) : not_signed_in();
        },
        to(reply));
}

void Api::run(const Shared &request, Match match, const Reply &reply) {
    pool_.run<Answer>(
        request->only_reads(),
        [request, match = std::move(match)](pqxx::connection &connection) {
            const auto session = session_of(connection, request->token);
            if (!session) {
                return not_signed_in();
            }
            if (!request->only_reads() && !same_secret(request->csrf, session->csrf)) {
                return forged();
            }
            return answer_in(connection, *request, match, *session);
        },
        to(reply), request->token);
}

void Api::download(const Shared &request, const Reply &reply) {
    using First = std::optional<CsvPage>;
    pool_.run<First>(
        true,
        [request](pqxx::connection &connection) -> First {
            const auto session = session_of(connection, request->token);
            return session ? First(CsvDownload::read(connection, session->shop, request->query, {}))
                           : std::nullopt;
        },
        [this, request, reply](Outcome<First> outcome) {
            if (const auto *problem = std::get_if<Problem>(&outcome)) {
                return reply(answer_of(*problem));
            }
            auto &first = std::get<First>(outcome);
            if (!first) {
                return reply(not_signed_in());
            }
            Answer answer;
            answer.content_type = "text/csv; charset=utf-8";
            answer.headers.emplace_back("Content-Disposition", "attachment; filename=\"refusals.csv\"");
            answer.source =
                std::make_shared<CsvDownload>(pool_, request->token, request->query, std::move(*first));
            reply(std::move(answer));
        },
        request->token);
}

void Api::live(const Shared &request, const Reply &reply) {
    using Opening = std::optional<LiveStart>;
    pool_.run<Opening>(
        true, [request](pqxx::connection &connection) { return live_start(connection, *request); },
        [this, reply](Outcome<Opening> outcome) {
            if (const auto *problem = std::get_if<Problem>(&outcome)) {
                return reply(answer_of(*problem));
            }
            const auto &start = std::get<Opening>(outcome);
            if (!start) {
                return reply(not_signed_in());
            }
            Answer answer;
            answer.content_type = "text/event-stream";
            // A proxy that knows the header sends on each piece at once.
            answer.headers.emplace_back("X-Accel-Buffering", "no");
            answer.source = pages_.open(*start);
            reply(answer.source ? std::move(answer) : too_many());
        });
}

} // namespace refusal::client::cabinet
