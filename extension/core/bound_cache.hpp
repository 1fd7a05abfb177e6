#pragma once

#include "core/bound.hpp"
#include "core/interrupt.hpp"
#include "core/network.hpp"

#include <cstddef>
#include <list>
#include <memory>
#include <unordered_map>

namespace refusal::core {

// The trees used last, within a number of bytes. A tree that alone exceeds it serves its caller and is not
// kept.
class BoundCache {
public:
    BoundCache(const Network &network, std::size_t limit_bytes) : network_(network), limit_(limit_bytes) {}

    std::shared_ptr<const Bound> get(const BoundKey &key, Interrupt interrupt);
    std::size_t bytes() const { return bytes_; }

private:
    struct Entry {
        BoundKey key;
        std::shared_ptr<const Bound> bound;
    };
    struct Hash {
        std::size_t operator()(const BoundKey &key) const;
    };

    static std::size_t bytes_of(const Bound &bound);
    void keep(const BoundKey &key, std::shared_ptr<const Bound> bound);

    const Network &network_;
    std::size_t limit_;
    std::size_t bytes_ = 0;
    std::list<Entry> recent_; // the latest first
    std::unordered_map<BoundKey, std::list<Entry>::iterator, Hash> found_;
};

} // namespace refusal::core
