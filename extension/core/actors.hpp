#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace refusal::core {

// Who fires an event. Each is one bit, so the actors a transition admits are one mask.
enum class Actor : std::uint8_t {
    courier = 1,
    shop = 2,
    warehouse = 4,
    fulfilment = 8,
    supplier = 16,
    supervisor = 32,
    recipient = 64,
    system = 128,
};

using ActorMask = std::uint8_t;

// In the order of the bits.
inline constexpr std::array<std::string_view, 8> actor_names{
    "courier", "shop", "warehouse", "fulfilment", "supplier", "supervisor", "recipient", "system",
};

constexpr ActorMask actor_bit(Actor actor) {
    return static_cast<ActorMask>(actor);
}

constexpr std::string_view actor_name(Actor actor) {
    return actor_names[static_cast<std::size_t>(std::countr_zero(actor_bit(actor)))];
}

constexpr std::optional<Actor> find_actor(std::string_view name) {
    for (std::size_t i = 0; i < actor_names.size(); ++i) {
        if (actor_names[i] == name)
            return static_cast<Actor>(1U << i);
    }
    return std::nullopt;
}

inline std::string names_of(ActorMask mask) {
    std::string names;
    for (std::size_t bit = 0; bit < actor_names.size(); ++bit) {
        if ((mask & (1U << bit)) != 0)
            names += (names.empty() ? "" : ", ") + std::string(actor_names[bit]);
    }
    return names;
}

} // namespace refusal::core
