#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace refusal::core {

// The bytes that the journal's hash covers. Every field is length-prefixed, so that no two different events share
// their bytes; integers are big-endian, times microseconds since 2000-01-01 UTC, an absent field is a length of -1.
class ChainBytes {
public:
    void text(std::string_view text) {
        length(static_cast<std::uint32_t>(text.size()));
        bytes_ += text;
    }
    void integer(std::int64_t number) {
        length(8);
        for (int shift = 56; shift >= 0; shift -= 8)
            bytes_ += static_cast<char>((static_cast<std::uint64_t>(number) >> static_cast<unsigned>(shift)) & 0xffU);
    }
    void absent() { length(0xffffffffU); }
    template <typename T> void optional_text(const std::optional<T> &text_or_none) {
        if (text_or_none)
            text(*text_or_none);
        else
            absent();
    }

    [[nodiscard]] const std::string &bytes() const { return bytes_; }

private:
    void length(std::uint32_t length) {
        for (unsigned shift = 32; shift > 0; shift -= 8)
            bytes_ += static_cast<char>((length >> (shift - 8)) & 0xffU);
    }
    std::string bytes_;
};

} // namespace refusal::core
