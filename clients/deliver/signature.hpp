#pragma once

#include <string>
#include <vector>

namespace refusal::client {

// The header webhook-signature, as Standard Webhooks has it: of each key, given as its bytes, "v1," and the
// base64 of the HMAC-SHA256 of "id.timestamp.body", separated by a space. While a key is replaced there are
// two, and the receiver knows the one or the other.
std::string signature_header(const std::vector<std::string> &keys, const std::string &id,
                             const std::string &timestamp, const std::string &body);

} // namespace refusal::client
