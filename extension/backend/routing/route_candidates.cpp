#include "backend/routing/route_candidates.hpp"

namespace refusal::backend {

namespace {

struct Wanted {
    std::optional<core::FacilityKind> kind;
    std::int32_t shop_id = 0;
    const std::string &supplier;
};

RouteCandidate consider(const core::Facility &facility, const Wanted &wanted) {
    RouteCandidate candidate{facility.code, facility.id, {}};
    if (facility.shop_id != 0 && facility.shop_id != wanted.shop_id)
        candidate = {facility.code, 0, "does not exist"}; // for this shop
    else if (wanted.kind && facility.kind != *wanted.kind)
        candidate.ruled_out = "is not of kind " + std::string(core::name(*wanted.kind));
    else if (facility.kind == core::FacilityKind::supplier && facility.supplier != wanted.supplier)
        candidate.ruled_out = "is another supplier's";
    else if (!facility.active)
        candidate.ruled_out = "is not active";
    return candidate;
}

} // namespace

std::vector<RouteCandidate> route_candidates(const core::Network &network, const std::vector<std::string> &codes,
                                             const std::optional<std::string> &kind, std::int32_t shop_id,
                                             const std::string &supplier) {
    const Wanted wanted{kind ? core::facility_kind(*kind) : std::nullopt, shop_id, supplier};
    std::vector<RouteCandidate> result;
    for (const std::string &code : codes) {
        const core::Facility *facility = network.by_code(code);
        result.push_back(facility == nullptr ? RouteCandidate{code, 0, "does not exist"}
                                             : consider(*facility, wanted));
    }
    if (!codes.empty() || !wanted.kind)
        return result;
    for (core::Network::Index index = 0; index < network.size(); ++index) {
        const core::Facility &facility = network.facility(index);
        if (facility.kind == *wanted.kind && (facility.shop_id == 0 || facility.shop_id == shop_id))
            result.push_back(consider(facility, wanted));
    }
    return result;
}

} // namespace refusal::backend
