#include "cabinet/live_pages.hpp"

#include "cabinet/live_page.hpp"

#include <pqxx/pqxx>

#include <algorithm>
#include <utility>
#include <vector>

namespace refusal::client::cabinet {

namespace {

constexpr auto ping_interval = std::chrono::seconds(15);
constexpr auto session_interval = std::chrono::seconds(20);
constexpr long most_of_session = 20;

std::set<std::string> alive_of(pqxx::connection &connection, const std::set<std::string> &tokens) {
    std::string list;
    for (const auto &token : tokens) {
        list += list.empty() ? token : "," + token;
    }
    pqxx::nontransaction statement(connection);
    std::set<std::string> alive;
    for (const auto &row :
         statement.exec_params("SELECT refusal.live_sessions(string_to_array($1, ','))", list)) {
        alive.insert(row[0].c_str());
    }
    return alive;
}

} // namespace

LivePages::LivePages(EventLoop &loop, DatabasePool &pool, LiveFeed &feed)
    : loop_(loop), pool_(pool), feed_(feed) {
    feed_.tell_to([this](const Told &told) { tell(told); });
    loop_.every(ping_interval, [this] { ping_all(); });
    loop_.every(session_interval, [this] { check_sessions(); });
}

LivePages::~LivePages() {
    stop();
}

std::size_t LivePages::size() const {
    std::size_t count = 0;
    for (const auto &[name, shop] : shops_) {
        count += shop.pages.size();
    }
    return count;
}

std::shared_ptr<Source> LivePages::open(const LiveStart &start) {
    auto &shop = shops_[start.shop];
    if (std::count_if(shop.pages.begin(), shop.pages.end(), [&start](const auto &page) {
            return page->token() == start.token;
        }) >= most_of_session) {
        return nullptr;
    }
    if (shop.pages.empty()) {
        shop.following = ++followed_;
        shop.position = start.end;
        feed_.follow(start.shop, shop.following, shop.position);
    }
    const auto page = std::make_shared<LivePage>(*this, start, shop.position);
    shop.pages.insert(page);
    return page;
}

void LivePages::tell(const Told &told) {
    const auto shop = shops_.find(told.shop);
    // It may have been left, and followed anew from another place, meanwhile.
    if (shop == shops_.end() || shop->second.following != told.following) {
        return;
    }
    shop->second.position = told.upto;
    if (told.message) {
        // One that is closed by it leaves the set.
        const auto pages = shop->second.pages;
        for (const auto &page : pages) {
            page->push(told);
        }
    }
}

void LivePages::forget(const std::shared_ptr<LivePage> &page) {
    const auto shop = shops_.find(page->shop());
    if (shop == shops_.end() || shop->second.pages.erase(page) == 0) {
        return;
    }
    if (shop->second.pages.empty()) {
        feed_.leave(shop->first);
        shops_.erase(shop);
    }
}

void LivePages::close(const std::string &token) {
    close_all_but({}, {token});
}

void LivePages::close_all_but(const std::set<std::string> &alive, const std::set<std::string> &asked) {
    std::vector<std::shared_ptr<LivePage>> ended;
    for (const auto &[name, shop] : shops_) {
        for (const auto &page : shop.pages) {
            if (asked.count(page->token()) > 0 && alive.count(page->token()) == 0) {
                ended.push_back(page);
            }
        }
    }
    for (const auto &page : ended) {
        page->end(true);
    }
}

void LivePages::ping_all() {
    for (const auto &[name, shop] : shops_) {
        for (const auto &page : shop.pages) {
            page->ping(shop.position);
        }
    }
}

// A page that is open does not keep its session from ending.
void LivePages::check_sessions() {
    std::set<std::string> tokens;
    for (const auto &[name, shop] : shops_) {
        for (const auto &page : shop.pages) {
            tokens.insert(page->token());
        }
    }
    if (tokens.empty()) {
        return;
    }
    pool_.run<std::set<std::string>>(
        true, [tokens](pqxx::connection &connection) { return alive_of(connection, tokens); },
        [this, tokens](Outcome<std::set<std::string>> alive) {
            // While the database is away nobody can tell: they stay.
            if (const auto *known = std::get_if<std::set<std::string>>(&alive)) {
                close_all_but(*known, tokens);
            }
        });
}

void LivePages::stop() {
    std::vector<std::shared_ptr<LivePage>> pages;
    for (const auto &[name, shop] : shops_) {
        pages.insert(pages.end(), shop.pages.begin(), shop.pages.end());
    }
    for (const auto &page : pages) {
        page->end(true);
    }
}

} // namespace refusal::client::cabinet
