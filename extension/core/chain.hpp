#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace refusal::core {

// The bytes that the journal's hash covers. Every field is length-prefixed, so that no two different events share
// their bytes; integers are big-endian, times microseconds since 2000-01-01 UTC, an absent field is a length of -1.
class ChainBytes {
public:
    ChainBytes() { bytes_.reserve(as_most_need); }

    void text(std::string_view text) {
        length(static_cast<std::uint32_t>(text.size()));
        bytes_ += text;
    }
    void integer(std::int64_t number) {
        length(sizeof number);
        big_endian(static_cast<std::uint64_t>(number));
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
    static constexpr std::size_t as_most_need = 1024;

    void length(std::uint32_t length) { big_endian(length); }
    template <typename Number> void big_endian(Number number) {
        std::array<char, sizeof number> bytes{};
        for (auto byte = bytes.rbegin(); byte != bytes.rend(); ++byte, number >>= 8U)
            *byte = static_cast<char>(number & 0xffU);
        bytes_.append(bytes.data(), bytes.size());
    }
    std::string bytes_;
};

} // namespace refusal::core
