#include "core/axis.hpp"

#include "core/sorted_search.hpp"

#include <algorithm>
#include <functional>

namespace refusal::core {

namespace {

// A parent right before its subtree: '.' sorts below every other character.
bool tree_order(std::string_view a, std::string_view b) {
    return std::lexicographical_compare(a.begin(), a.end(), b.begin(), b.end(), [](char x, char y) {
        const auto rank = [](char c) { return c == '.' ? 0 : 1 + static_cast<unsigned char>(c); };
        return rank(x) < rank(y);
    });
}

} // namespace

void Axis::add(const Range &range) {
    if (range.lo != Range::no_lower)
        bounds_.push_back(range.lo);
    if (range.hi != Range::no_upper)
        bounds_.push_back(range.hi);
}

void Axis::number() {
    std::sort(bounds_.begin(), bounds_.end());
    bounds_.erase(std::unique(bounds_.begin(), bounds_.end()), bounds_.end());
    bounds_.shrink_to_fit();
    if (kind_ == Kind::number) {
        size_ = static_cast<std::uint32_t>(bounds_.size()) + 1;
        return;
    }

    std::vector<std::string_view> nodes;
    nodes.reserve(nodes_.size());
    for (const auto &node : nodes_)
        nodes.push_back(node.first);
    std::sort(nodes.begin(), nodes.end(), tree_order);
    size_ = static_cast<std::uint32_t>(nodes.size()) + 1;
    std::vector<std::size_t> open; // the nodes whose subtree has not ended yet
    const auto close = [&](std::uint32_t end) {
        nodes_[nodes[open.back()]].hi = end;
        open.pop_back();
    };
    for (std::size_t i = 0; i < nodes.size(); ++i) {
        const auto number = static_cast<std::uint32_t>(i) + 1;
        while (!open.empty() && (kind_ == Kind::label || !covers(nodes[open.back()], nodes[i])))
            close(number);
        nodes_[nodes[i]].lo = number;
        open.push_back(i);
    }
    while (!open.empty())
        close(size_);
}

Interval Axis::place(const Range &range) const {
    return {range.lo == Range::no_lower ? 0 : locate(range.lo),
            range.hi == Range::no_upper ? size_ : locate(range.hi)};
}

std::uint32_t Axis::locate(std::string_view text) const {
    if (nodes_.empty())
        return 0;
    for (;;) {
        if (const auto node = nodes_.find(text); node != nodes_.end())
            return node->second.lo;
        const std::size_t dot = kind_ == Kind::tree ? text.rfind('.') : std::string_view::npos;
        if (dot == std::string_view::npos)
            return 0;
        text = text.substr(0, dot);
    }
}

std::uint32_t Axis::locate(std::int64_t number) const {
    const auto below = count_at_or_below(bounds_.data(), bounds_.size(), number, std::identity{});
    return static_cast<std::uint32_t>(below);
}

} // namespace refusal::core
