#pragma once

#include "cabinet/csv.hpp"
#include "cabinet/database_pool.hpp"
#include "cabinet/request.hpp"

#include <memory>
#include <string>

namespace refusal::client::cabinet {

// All refusals that a list would show, page by page, each asked for when the one before was taken: a slow
// reader holds no connection of the database.
class CsvDownload : public Source, public std::enable_shared_from_this<CsvDownload> {
public:
    CsvDownload(DatabasePool &pool, std::string token, Query query, CsvPage first);
    void next(Taken taken) override;
    void abandon() override { taken_ = nullptr; }
    // On a worker: one page, after the first those that come after `after`.
    static CsvPage read(pqxx::connection &connection, const std::string &shop, Query query,
                        const std::string &after);

private:
    void read_on();

    DatabasePool &pool_;
    const std::string token_;
    const Query query_;
    CsvPage page_;
    bool given_ = false; // the page that is there
    Taken taken_;
};

} // namespace refusal::client::cabinet
