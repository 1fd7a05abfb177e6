#include "cabinet/site.hpp"

#include "cabinet/problem.hpp"
#include "cabinet/static_files.hpp"

#include <utility>

namespace refusal::client::cabinet {

void Site::handle(Request request, const Reply &reply) {
    ++requests_;
    const auto counted = [this, reply](Answer answer) {
        failed_ += answer.status >= 500 ? 1 : 0;
        reply(std::move(answer));
    };
    try {
        dispatch(std::move(request), counted);
    } catch (const std::exception &error) {
        counted(answer_of(problem_of(error)));
    }
}

void Site::dispatch(Request request, const Reply &reply) {
    if (request.path.compare(0, 5, "/api/") == 0) {
        return api_.handle(std::make_shared<const Request>(std::move(request)), reply);
    }
    if (request.path == "/healthz") {
        return reply(health());
    }
    if (request.path == "/metrics") {
        return reply(numbers(request));
    }
    reply(file_answer(request));
}

Answer Site::health() const {
    Answer answer;
    answer.status = healthy_() ? 200 : 503;
    answer.content_type = "text/plain; charset=utf-8";
    answer.body = answer.status == 200 ? "ok\n" : "the database is away\n";
    answer.headers.emplace_back("Cache-Control", "no-store");
    return answer;
}

// For who runs the server: nobody whom a proxy lets in.
Answer Site::numbers(const Request &request) const {
    if (!metrics_ || !request.local || !request.direct) {
        return refused(404, "not found");
    }
    Answer answer;
    answer.content_type = "text/plain; version=0.0.4; charset=utf-8";
    answer.body = numbers_() + "pg_refusal_cabinet_requests_total " + std::to_string(requests_) +
                  "\npg_refusal_cabinet_failed_requests_total " + std::to_string(failed_) + "\n";
    return answer;
}

} // namespace refusal::client::cabinet
