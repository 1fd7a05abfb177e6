#pragma once

#include "core/box.hpp"
#include "core/conditions.hpp"

#include <cstdint>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace refusal::core {

// Numbers the values one field takes in the rules, so that a condition becomes a run of numbers and a fact
// one number. Number 0 is whatever no condition names, the unknown included; only an absent condition covers
// it.
class Axis {
public:
    enum class Kind : std::uint8_t { tree, label, number };

    explicit Axis(Kind kind) : kind_(kind) {}

    void add(std::string_view text) { nodes_.emplace(text, Interval{}); }
    void add(const Range &range);
    void number(); // after the last add

    std::uint32_t size() const { return size_; }
    Interval whole() const { return {0, size_}; }
    Interval place(std::string_view text) const { return nodes_.at(text); }
    Interval place(const Range &range) const;
    std::uint32_t locate(std::string_view text) const; // in a tree: the nearest node known
    std::uint32_t locate(std::int64_t number) const;

private:
    Kind kind_;
    std::uint32_t size_ = 1;
    std::unordered_map<std::string_view, Interval> nodes_; // views of the rules' own texts
    std::vector<std::int64_t> bounds_;
};

} // namespace refusal::core
