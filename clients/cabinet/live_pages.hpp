#pragma once

#include "cabinet/database_pool.hpp"
#include "cabinet/event_loop.hpp"
#include "cabinet/live_feed.hpp"

#include <map>
#include <memory>
#include <set>
#include <string>

namespace refusal::client::cabinet {

class LivePage;

// Where a page that was just opened stands.
struct LiveStart {
    std::string shop;
    std::string token;
    std::string position; // from which it is to be told; the end, where it said nothing
    std::string end;      // of the feed
    bool behind = false;  // it was here before, and may have missed something
    bool reset = false;   // and what it missed is not known any more
};

// All pages that are open, by shop. What a shop's feed tells is written once, and sent to each of its pages.
class LivePages {
public:
    LivePages(EventLoop &loop, DatabasePool &pool, LiveFeed &feed);
    ~LivePages();
    LivePages(const LivePages &) = delete;
    LivePages &operator=(const LivePages &) = delete;

    // Null: there are too many of this session.
    std::shared_ptr<Source> open(const LiveStart &start);
    std::size_t size() const;
    // Those of a session that has ended.
    void close(const std::string &token);
    void stop();

private:
    friend class LivePage;
    struct Shop {
        unsigned long following = 0;
        std::string position; // up to which its pages were told
        std::set<std::shared_ptr<LivePage>> pages;
    };

    void tell(const Told &told);
    void forget(const std::shared_ptr<LivePage> &page);
    void ping_all();
    void check_sessions();
    void close_all_but(const std::set<std::string> &alive, const std::set<std::string> &asked);

    EventLoop &loop_;
    DatabasePool &pool_;
    LiveFeed &feed_;
    std::map<std::string, Shop> shops_;
    unsigned long followed_ = 0;
};

} // namespace refusal::client::cabinet
