#pragma once

#include "core/box.hpp"
#include "core/conditions.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

namespace refusal::core {

// Numbers the values one field takes in the rules, so that a condition becomes a run of numbers and a fact
// one number. Number 0 is whatever no condition names, the unknown included; only an absent condition covers
// it.
class Axis {
public:
    enum class Kind : std::uint8_t { tree, label, number };

    explicit Axis(Kind kind) : kind_(kind) {}

    void add(std::string_view text) { nodes_.push_back(text); }
    void add(const Range &range);
    void number(); // after the last add

    std::uint32_t size() const { return static_cast<std::uint32_t>(nodes_.size() + bounds_.size()) + 1; }
    Interval whole() const { return {0, size()}; }
    Interval place(std::string_view text) const; // a text that was added
    Interval place(const Range &range) const;
    std::uint32_t locate(std::string_view text) const; // in a tree: the nearest node known
    std::uint32_t locate(std::int64_t number) const;

    // The other way: what stands for a number. A node stands for itself and whatever below it has no number of
    // its own; 0 has no text.
    std::optional<std::string_view> text(std::uint32_t number) const;
    std::int64_t number(std::uint32_t number, std::int64_t smallest) const; // the least there, from `smallest` on

private:
    // A hash table of the nodes, probed one by one. The standard one costs a cache miss more for each
    // look-up.
    struct Slot {
        std::uint32_t tag = 0; // part of the hash: a text is compared only where this is equal
        std::uint32_t node = 0;
    };
    static std::uint32_t tag(std::size_t hash) { return static_cast<std::uint32_t>(hash >> 32U); }

    void number_subtrees();
    void fill_slots();
    std::uint32_t find(std::string_view text) const; // 0: not a node

    Kind kind_;
    std::vector<std::string_view> nodes_; // views of the rules' own texts; node n is nodes_[n - 1]
    std::vector<std::uint32_t> ends_;     // where the subtree of each ends
    std::vector<Slot> slots_;             // a power of two, at least twice the nodes
    std::vector<std::int64_t> bounds_;
};

} // namespace refusal::core
