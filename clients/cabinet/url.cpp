#include "cabinet/url.hpp"

#include <cstdint>

namespace refusal::client::cabinet {

namespace {

int digit_of(char letter) {
    if (letter >= '0' && letter <= '9') {
        return letter - '0';
    }
    const char lower = static_cast<char>(letter | 0x20);
    return lower >= 'a' && lower <= 'f' ? lower - 'a' + 10 : -1;
}

std::size_t length_by_first_byte(unsigned char byte) {
    if (byte < 0x80) {
        return 1;
    }
    if (byte >= 0xC2 && byte <= 0xDF) {
        return 2;
    }
    if ((byte & 0xF0) == 0xE0) {
        return 3;
    }
    return byte >= 0xF0 && byte <= 0xF4 ? 4 : 0;
}

// The code point of a sequence; 0 where one of its later bytes is none.
std::uint32_t code_point(std::string_view sequence) {
    std::uint32_t value = static_cast<unsigned char>(sequence[0]);
    if (sequence.size() > 1) {
        value &= 0x7FU >> sequence.size();
    }
    for (const char next : sequence.substr(1)) {
        const auto byte = static_cast<unsigned char>(next);
        if ((byte & 0xC0) != 0x80) {
            return 0;
        }
        value = value << 6 | (byte & 0x3FU);
    }
    return value;
}

} // namespace

bool is_text(std::string_view bytes) {
    constexpr std::uint32_t least[] = {0, 0x1, 0x80, 0x800, 0x10000};
    while (!bytes.empty()) {
        const auto length = length_by_first_byte(static_cast<unsigned char>(bytes[0]));
        if (length == 0 || length > bytes.size()) {
            return false;
        }
        const auto value = code_point(bytes.substr(0, length));
        if (value < least[length] || value > 0x10FFFF || (value >= 0xD800 && value <= 0xDFFF)) {
            return false;
        }
        bytes.remove_prefix(length);
    }
    return true;
}

std::optional<std::string> percent_decoded(std::string_view text, bool plus_is_space) {
    std::string decoded;
    decoded.reserve(text.size());
    for (std::size_t at = 0; at < text.size(); ++at) {
        if (text[at] == '+' && plus_is_space) {
            decoded += ' ';
        } else if (text[at] != '%') {
            decoded += text[at];
        } else {
            const int high = at + 2 < text.size() ? digit_of(text[at + 1]) : -1;
            const int low = at + 2 < text.size() ? digit_of(text[at + 2]) : -1;
            if (high < 0 || low < 0) {
                return std::nullopt;
            }
            decoded += static_cast<char>(high * 16 + low);
            at += 2;
        }
    }
    return is_text(decoded) ? std::optional(decoded) : std::nullopt;
}

std::optional<Query> query_of(std::string_view text) {
    Query query;
    while (!text.empty()) {
        const auto pair = text.substr(0, text.find('&'));
        text.remove_prefix(pair.size() < text.size() ? pair.size() + 1 : pair.size());
        const auto equals = pair.find('=');
        const auto name = percent_decoded(pair.substr(0, equals), true);
        const auto value =
            percent_decoded(equals == std::string_view::npos ? "" : pair.substr(equals + 1), true);
        if (!name || !value) {
            return std::nullopt;
        }
        if (!name->empty()) {
            query[*name] = *value;
        }
    }
    return query;
}

} // namespace refusal::client::cabinet
