#pragma once

#include "backend/transition/row.hpp"

// A request_id makes a call repeatable: the same content again gets the same answer and does nothing twice.
namespace refusal::backend {

// A keyed SHA-256 over the request_id and the call as it was passed. What was passed may be personal (an address):
// without the database's own key nobody can try addresses until the digest in the journal fits.
Bytes request_digest(const Uuid &request_id, const nlohmann::json &call);
Bytes digest_of_text(const Uuid &request_id, std::string_view call); // the same of what dump() gives

// Was this request of the refusal answered before? Same content: yes; other content: RF008.
bool is_replay(const Row &refusal, const Uuid &request_id, const Bytes &digest);
// The same of a shop's capture.
bool is_captured(std::int32_t shop_id, const Uuid &request_id, const Bytes &digest);
core::Error reused_request(const Uuid &request_id); // RF008

} // namespace refusal::backend
