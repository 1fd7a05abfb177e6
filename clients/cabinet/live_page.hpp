#pragma once

#include "cabinet/live_pages.hpp"

#include <deque>
#include <string>

namespace refusal::client::cabinet {

// One page that is open. What it missed while it was away it reads by itself; what is told meanwhile waits
// behind that.
class LivePage : public Source, public std::enable_shared_from_this<LivePage> {
public:
    // upto: what was told of the shop before it came. It is told what comes after.
    LivePage(LivePages &pages, const LiveStart &start, std::string upto);
    void next(Taken taken) override;
    void abandon() override;

    void push(const Told &told);
    void ping(const std::string &position);
    void end(bool whole);
    const std::string &shop() const { return shop_; }
    const std::string &token() const { return token_; }

private:
    void catch_up();
    void caught_up(Outcome<LiveEvents> outcome);
    void give(SharedText message);

    LivePages &pages_;
    const std::string shop_;
    const std::string token_;
    std::string
        position_; // up to which it has everything, while it catches up; or from which it asked to be told
    const std::string target_;
    bool catching_up_;
    bool reading_ = false;
    bool ended_ = false;
    bool whole_ = false;
    std::size_t missed_ = 0;
    std::size_t waiting_bytes_ = 0;
    std::deque<SharedText> own_;     // to this page alone, and before
    std::deque<SharedText> waiting_; // what all pages of the shop are told
    Taken taken_;
};

} // namespace refusal::client::cabinet
