#include "core/axis.hpp"

#include <algorithm>
#include <bit>
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
    std::sort(nodes_.begin(), nodes_.end(), tree_order);
    nodes_.erase(std::unique(nodes_.begin(), nodes_.end()), nodes_.end());
    nodes_.shrink_to_fit();
    number_subtrees();
    fill_slots();
}

void Axis::number_subtrees() {
    ends_.assign(nodes_.size(), size());
    std::vector<std::size_t> open; // the nodes whose subtree has not ended yet
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        while (!open.empty() && (kind_ == Kind::label || !covers(nodes_[open.back()], nodes_[i]))) {
            ends_[open.back()] = static_cast<std::uint32_t>(i) + 1;
            open.pop_back();
        }
        open.push_back(i);
    }
}

void Axis::fill_slots() {
    if (nodes_.empty())
        return;
    slots_.resize(std::bit_ceil(2 * nodes_.size()));
    for (std::size_t i = 0; i < nodes_.size(); ++i) {
        const std::size_t hash = std::hash<std::string_view>{}(nodes_[i]);
        std::size_t slot = hash & (slots_.size() - 1);
        while (slots_[slot].node != 0)
            slot = (slot + 1) & (slots_.size() - 1);
        slots_[slot] = {tag(hash), static_cast<std::uint32_t>(i) + 1};
    }
}

std::uint32_t Axis::find(std::string_view text) const {
    const std::size_t hash = std::hash<std::string_view>{}(text);
    for (std::size_t slot = hash;; ++slot) {
        const Slot &here = slots_[slot & (slots_.size() - 1)];
        if (here.node == 0 || (here.tag == tag(hash) && nodes_[here.node - 1] == text))
            return here.node;
    }
}

Interval Axis::place(std::string_view text) const {
    const std::uint32_t node = find(text);
    return {node, ends_[node - 1]};
}

Interval Axis::place(const Range &range) const {
    return {range.lo == Range::no_lower ? 0 : locate(range.lo),
            range.hi == Range::no_upper ? size() : locate(range.hi)};
}

std::uint32_t Axis::locate(std::string_view text) const {
    if (nodes_.empty())
        return 0;
    for (;;) {
        if (const std::uint32_t node = find(text); node != 0)
            return node;
        const std::size_t dot = kind_ == Kind::tree ? text.rfind('.') : std::string_view::npos;
        if (dot == std::string_view::npos)
            return 0;
        text = text.substr(0, dot);
    }
}

std::uint32_t Axis::locate(std::int64_t number) const {
    const auto above = std::upper_bound(bounds_.begin(), bounds_.end(), number);
    return static_cast<std::uint32_t>(above - bounds_.begin());
}

std::optional<std::string_view> Axis::text(std::uint32_t number) const {
    return number == 0 ? std::nullopt : std::optional(nodes_[number - 1]);
}

std::int64_t Axis::number(std::uint32_t number, std::int64_t smallest) const {
    return number == 0 ? smallest : std::max(bounds_[number - 1], smallest);
}

} // namespace refusal::core
