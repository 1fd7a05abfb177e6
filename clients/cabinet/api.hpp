#pragma once

#include "cabinet/database_pool.hpp"
#include "cabinet/live_pages.hpp"
#include "cabinet/rate_limit.hpp"
#include "cabinet/request.hpp"
#include "cabinet/routes.hpp"

#include <memory>
#include <string>

namespace refusal::client::cabinet {

// What is under /api/: who may ask is found out here, what there is to see by the database.
class Api {
public:
    // sign_ins: of their own, for comparing a password takes long on purpose, and must not hold up the
    // others.
    Api(DatabasePool &pool, DatabasePool &sign_ins, LivePages &pages, std::string cookie)
        : pool_(pool), sign_in_pool_(sign_ins), pages_(pages), cookie_(std::move(cookie)) {}
    void handle(std::shared_ptr<const Request> request, const Reply &reply);

private:
    using Shared = std::shared_ptr<const Request>;

    void sign_in(const Shared &request, const Reply &reply);
    void sign_out(const Shared &request, const Reply &reply);
    void session(const Shared &request, const Reply &reply);
    void live(const Shared &request, const Reply &reply);
    void download(const Shared &request, const Reply &reply);
    void run(const Shared &request, Match match, const Reply &reply);

    DatabasePool &pool_;
    DatabasePool &sign_in_pool_;
    LivePages &pages_;
    const std::string cookie_;
    // Beside what the database counts: so many attempts cost it nothing.
    RateLimit sign_ins_ = RateLimit(60, 0.5);
    RateLimit requests_ = RateLimit(300, 50);
    // A cookie is soon made up; a whole office may have one address.
    RateLimit addresses_ = RateLimit(2000, 200);
};

} // namespace refusal::client::cabinet
