#include "deliver/address.hpp"

#include <arpa/inet.h>
#include <netinet/in.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>

namespace refusal::client {

namespace {

using Bytes = std::array<std::uint8_t, 16>;

struct Network {
    const char *address;
    int bits;
};

// What IANA's registries say is not globally reachable, and what tunnels.
constexpr Network special_v4[] = {
    {"0.0.0.0", 8},     {"10.0.0.0", 8},      {"100.64.0.0", 10},  {"127.0.0.0", 8},    {"169.254.0.0", 16},
    {"172.16.0.0", 12}, {"192.0.0.0", 24},    {"192.0.2.0", 24},   {"192.88.99.0", 24}, {"192.168.0.0", 16},
    {"198.18.0.0", 15}, {"198.51.100.0", 24}, {"203.0.113.0", 24}, {"224.0.0.0", 3},
};
constexpr Network global_v6 = {"2000::", 3};
constexpr Network special_v6[] = {{"2001::", 23}, {"2001:db8::", 32}, {"2002::", 16}, {"3fff::", 20}};
// Their last four bytes are the address that is meant: IPv4-mapped, NAT64.
constexpr Network embedding[] = {{"::ffff:0:0", 96}, {"64:ff9b::", 96}};

Bytes bytes_of(int family, const char *text) {
    Bytes bytes = {};
    inet_pton(family, text, bytes.data());
    return bytes;
}

bool lies_in(const Bytes &address, int family, const Network &network) {
    const Bytes prefix = bytes_of(family, network.address);
    const auto whole = static_cast<std::size_t>(network.bits / 8);
    const int rest = network.bits % 8;
    if (!std::equal(prefix.begin(), prefix.begin() + whole, address.begin())) {
        return false;
    }
    return rest == 0 || ((prefix[whole] ^ address[whole]) >> (8 - rest)) == 0;
}

template <typename Networks> bool lies_in_any(const Bytes &address, int family, const Networks &networks) {
    return std::any_of(std::begin(networks), std::end(networks),
                       [&](const Network &network) { return lies_in(address, family, network); });
}

bool is_public_v4(const Bytes &address) {
    return !lies_in_any(address, AF_INET, special_v4);
}

bool is_public_v6(const Bytes &address) {
    if (lies_in_any(address, AF_INET6, embedding)) {
        Bytes meant = {};
        std::copy(address.begin() + 12, address.end(), meant.begin());
        return is_public_v4(meant);
    }
    return lies_in(address, AF_INET6, global_v6) && !lies_in_any(address, AF_INET6, special_v6);
}

} // namespace

bool is_public(const sockaddr &address) {
    Bytes bytes = {};
    if (address.sa_family == AF_INET) {
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in &>(address).sin_addr, 4);
        return is_public_v4(bytes);
    }
    if (address.sa_family == AF_INET6) {
        std::memcpy(bytes.data(), &reinterpret_cast<const sockaddr_in6 &>(address).sin6_addr, 16);
        return is_public_v6(bytes);
    }
    return false;
}

bool is_public(const std::string &address) {
    Bytes bytes = {};
    if (inet_pton(AF_INET, address.c_str(), bytes.data()) == 1) {
        return is_public_v4(bytes);
    }
    return inet_pton(AF_INET6, address.c_str(), bytes.data()) == 1 && is_public_v6(bytes);
}

} // namespace refusal::client
