#pragma once

#include "backend/transition/change.hpp"

// Another attempt beside the return, by what each would cost from where the parcel is. What has been spent, and the
// leg under way, is in neither.
namespace refusal::backend {

struct Alternatives {
    std::string depot;               // that another attempt goes out from
    std::optional<core::Money> way;  // to it; zero: the parcel is there; nothing: it does not get there
    core::Money attempt = 0;         // the depot's redelivery_cost
    std::optional<core::Money> back; // by the rule's destinations; nothing: there is no way
    std::string destination;         // the cheapest of them
    std::string no_way, no_way_back; // why

    [[nodiscard]] std::optional<core::Money> redelivery() const;
    [[nodiscard]] std::optional<core::Money> difference() const; // the attempt less the return
};

// By the rule that the row names. as_asked has what is known already, of the facts say; its payload is not looked at.
Alternatives alternatives_of(const Row &row, const EventRequest &as_asked, const std::shared_ptr<Parcels> &parcels);

// What is said where the attempt costs more than the rule's redeliver_margin allows; nothing: it may go out. Where the
// return costs nothing that is known, for there is none, the attempt is not compared.
std::optional<std::string> too_dear(const Alternatives &costs, const core::Rule &rule);

// Both sums, as the journal keeps them; and all of it.
nlohmann::json sums_json(const Alternatives &costs);
nlohmann::json to_json(const Alternatives &costs);

} // namespace refusal::backend
