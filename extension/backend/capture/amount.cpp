#include "backend/capture/amount.hpp"

#include <charconv>

namespace refusal::backend {

std::string amount_text(core::Money amount) {
    constexpr std::size_t decimals = 2;
    std::string text = std::to_string(amount);
    const std::size_t sign = amount < 0 ? 1 : 0;
    if (text.size() - sign <= decimals)
        text.insert(sign, decimals + 1 - (text.size() - sign), '0');
    return text.insert(text.size() - decimals, 1, '.');
}

std::optional<core::Money> parse_amount(std::string_view text) {
    constexpr std::size_t decimals = 2;
    if (text.size() < decimals + 2 || text[text.size() - decimals - 1] != '.')
        return std::nullopt;
    std::string digits(text);
    digits.erase(digits.size() - decimals - 1, 1);
    core::Money amount = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), amount);
    if (error != std::errc() || end != digits.data() + digits.size())
        return std::nullopt;
    return amount;
}

} // namespace refusal::backend
