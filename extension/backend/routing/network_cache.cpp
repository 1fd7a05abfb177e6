#include "backend/routing/network_cache.hpp"

#include "backend/routing/network_log.hpp"
#include "backend/routing/network_rows.hpp"
#include "backend/server/invalidation.hpp"
#include "backend/server/settings.hpp"

namespace refusal::backend {

namespace {

struct Cache {
    NetworkView view;
    std::uint64_t generation = 0;
    std::size_t planner_bytes = 0;
    Oid log = InvalidOid;     // the extension may have been dropped, and created anew
    std::uint64_t seen = 0;   // what changed in this transaction or a later one has to be read
    NetworkNews not_committed; // what was read of this transaction's own changes, which it may take back
};
Cache cache;

core::NetworkChange read(const NetworkNews &news) {
    core::NetworkChange change;
    change.facilities_touched = listed(news.facilities);
    change.facilities = read_facilities(change.facilities_touched);
    change.lanes_touched = listed(news.lanes);
    change.lanes = read_lanes(change.lanes_touched, change.facilities_touched);
    std::set<std::int32_t> touched = news.lanes;
    for (const core::Lane &lane : change.lanes)
        touched.insert(lane.id);
    change.lanes_touched = listed(touched);
    return change;
}

// What changes while this reads is announced once more: both may be seen twice, and nothing is missed.
Cache load() {
    const SpiSession session;
    const AsOwner owner;
    const PinnedSearchPath path;
    Cache loaded;
    loaded.log = network_log();
    loaded.seen = oldest_running_transaction();
    NetworkNews news;
    news.everything = !cache.view.network || cache.log != loaded.log;
    if (!news.everything) {
        news = network_news_since(cache.seen);
        news.add(cache.not_committed);
    }
    loaded.not_committed = network_news_of_this_transaction();
    if (news.everything) {
        std::vector<core::Facility> facilities = read_facilities();
        loaded.view.network = std::make_shared<const core::Network>(std::move(facilities), read_lanes());
    } else {
        loaded.view.network = std::make_shared<const core::Network>(*cache.view.network, read(news));
    }
    return loaded;
}

std::shared_ptr<core::Planner> planner_of(const Cache &cached) {
    return std::make_shared<core::Planner>(cached.view.network, cached.planner_bytes);
}

} // namespace

NetworkView network() {
    accept_invalidations();
    const std::uint64_t now = network_generation();
    // Everything that can fail comes before the cache is touched.
    if (!cache.view.network || cache.generation != now) {
        Cache loaded = load();
        loaded.generation = now;
        loaded.planner_bytes = route_cache_bytes();
        loaded.view.planner = planner_of(loaded);
        cache = std::move(loaded);
    } else if (cache.planner_bytes != route_cache_bytes()) {
        cache.planner_bytes = route_cache_bytes();
        cache.view.planner = planner_of(cache);
    }
    return cache.view;
}

} // namespace refusal::backend
