#pragma once

#include <sys/socket.h>

#include <string>

namespace refusal::client {

// Is it an address of the public internet? Not: this machine, a private network, a link, a group, what is
// reserved, nor an IPv6 address that leads to such an IPv4 one.
bool is_public(const sockaddr &address);
// As text; false where it is no address.
bool is_public(const std::string &address);

} // namespace refusal::client
