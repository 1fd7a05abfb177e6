#include "cabinet/csv_download.hpp"

#include "cabinet/routes.hpp"
#include "cabinet/visit.hpp"

#include <utility>

namespace refusal::client::cabinet {

namespace {

constexpr auto rows_at_once = "1000";

} // namespace

CsvDownload::CsvDownload(DatabasePool &pool, std::string token, Query query, CsvPage first)
    : pool_(pool), token_(std::move(token)), query_(std::move(query)), page_(std::move(first)) {
    page_.lines = csv_head() + page_.lines;
}

CsvPage CsvDownload::read(pqxx::connection &connection, const std::string &shop, Query query,
                          const std::string &after) {
    query["limit"] = rows_at_once;
    query["after"] = after;
    pqxx::read_transaction transaction(connection);
    transaction.exec_params("SELECT refusal.act_for($1)", shop);
    return csv_page(transaction.exec_params1(refusals_route.statement, json_of(query))[0].c_str());
}

void CsvDownload::next(Taken taken) {
    taken_ = std::move(taken);
    if (given_ && page_.next.empty()) {
        return std::exchange(taken_, nullptr)(nullptr, true);
    }
    if (given_) {
        return read_on();
    }
    given_ = true;
    std::exchange(taken_, nullptr)(std::make_shared<const std::string>(std::move(page_.lines)), true);
}

void CsvDownload::read_on() {
    pool_.run<CsvPage>(
        true,
        [token = token_, query = query_, after = page_.next](pqxx::connection &connection) {
            const auto session = session_of(connection, token);
            // Signed out meanwhile: the file has no end, by which the browser knows.
            return session ? read(connection, session->shop, query, after)
                           : throw std::runtime_error("signed out");
        },
        [self = shared_from_this()](Outcome<CsvPage> outcome) {
            if (!self->taken_) {
                return;
            }
            if (auto *page = std::get_if<CsvPage>(&outcome)) {
                self->page_ = std::move(*page);
                self->given_ = false;
                return self->next(std::move(self->taken_));
            }
            std::exchange(self->taken_, nullptr)(nullptr, false);
        },
        token_);
}

} // namespace refusal::client::cabinet
