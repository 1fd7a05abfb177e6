#include "deliver/signature.hpp"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>
#include <stdexcept>

namespace refusal::client {

namespace {

std::string signature(const std::string &key, const std::string &content) {
    std::array<unsigned char, EVP_MAX_MD_SIZE> code = {};
    unsigned int length = 0;
    if (HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()),
             reinterpret_cast<const unsigned char *>(content.data()), content.size(), code.data(),
             &length) == nullptr) {
        throw std::runtime_error("cannot sign a request");
    }
    std::array<unsigned char, 2 *EVP_MAX_MD_SIZE> text = {};
    const int written = EVP_EncodeBlock(text.data(), code.data(), static_cast<int>(length));
    return "v1," + std::string(text.begin(), text.begin() + written);
}

} // namespace

std::string signature_header(const std::vector<std::string> &keys, const std::string &id,
                             const std::string &timestamp, const std::string &body) {
    const std::string content = id + '.' + timestamp + '.' + body;
    std::string header;
    for (const auto &key : keys) {
        header += (header.empty() ? "" : " ") + signature(key, content);
    }
    return header;
}

} // namespace refusal::client
