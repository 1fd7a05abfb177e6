#include "core/bound_cache.hpp"

#include <utility>

namespace refusal::core {

std::shared_ptr<const Bound> BoundCache::get(const BoundKey &key, Interrupt interrupt) {
    if (const auto found = found_.find(key); found != found_.end()) {
        recent_.splice(recent_.begin(), recent_, found->second);
        return found->second->bound;
    }
    std::shared_ptr<const Bound> sorted;
    if (key.needs_sorting) {
        BoundKey onward = key;
        onward.needs_sorting = false;
        sorted = get(onward, interrupt);
    }
    auto bound = std::make_shared<const Bound>(grow_bound(network_, key, sorted.get(), interrupt));
    keep(key, bound);
    return bound;
}

void BoundCache::keep(const BoundKey &key, std::shared_ptr<const Bound> bound) {
    const std::size_t size = bytes_of(*bound);
    if (size > limit_)
        return;
    while (bytes_ + size > limit_) {
        bytes_ -= bytes_of(*recent_.back().bound);
        found_.erase(recent_.back().key);
        recent_.pop_back();
    }
    recent_.push_front({key, std::move(bound)});
    found_.emplace(key, recent_.begin());
    bytes_ += size;
}

std::size_t BoundCache::Hash::operator()(const BoundKey &key) const {
    std::uint64_t hash = (std::uint64_t{key.destination} * 2 + static_cast<std::uint64_t>(key.needs_sorting)) * 2 +
                         static_cast<std::uint64_t>(key.fine);
    const auto mix = [&hash](std::uint64_t part) {
        constexpr std::uint64_t golden = 0x9e3779b97f4a7c15U;
        hash = (hash ^ (hash >> 32U) ^ part) * golden;
    };
    mix(static_cast<std::uint64_t>(key.grams));
    mix(static_cast<std::uint64_t>(key.daily_loss) ^ static_cast<std::uint64_t>(key.daily_loss >> 64U));
    mix(static_cast<std::uint64_t>(key.lanes_ended));
    return hash ^ (hash >> 32U);
}

std::size_t BoundCache::bytes_of(const Bound &bound) {
    // The tree, and roughly its nodes in the list and the map.
    return bound.to_go.capacity() * sizeof(float) + sizeof(Bound) + sizeof(Entry) + 16 * sizeof(void *);
}

} // namespace refusal::core
