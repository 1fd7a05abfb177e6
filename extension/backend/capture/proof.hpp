#pragma once

#include "backend/transition/change.hpp"

namespace refusal::backend {

// Is the shop's proof_policy unmet by the proof in the payload of the refusal's last capture or repeated refusal?
bool proof_is_missing(Change &change);

// The shape of a proof: [{"kind","sha256","uri","latitude","longitude","taken_at"}]. 22023 where it is malformed.
void check_proof(const nlohmann::json &proof);

} // namespace refusal::backend
