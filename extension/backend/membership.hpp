#pragma once

#include "backend/spi.hpp"
#include "core/actors.hpp"

// Who the caller is: the rows of refusal.membership whose role's privileges the current user has.
namespace refusal::backend {

struct Membership {
    std::int32_t shop_id = 0; // 0: every shop
    core::Actor actor = core::Actor::shop;
    std::int32_t facility_id = 0; // 0: any
    std::string supplier;         // empty: any
    bool gateway = false;
};

// The superuser, the tables' owner and roles that bypass row security see every shop.
bool sees_shop(std::int32_t shop_id);
bool manages_shop(std::int32_t shop_id); // may the caller write its rows? 0: the network that all share
std::vector<std::int32_t> visible_shops(bool &all);
std::vector<std::int32_t> visible_shops_of(const std::string &role, bool &all); // none where there is no such role
bool has_role(const std::string &role); // has the current user its privileges?

// The actors that the caller may be towards a refusal of this shop and supplier, at this facility.
core::ActorMask actors_of_caller(std::int32_t shop_id, const std::string &supplier, std::int32_t facility_id);

// Called from _PG_init: what act_for() granted ends with the transaction.
void register_membership();

} // namespace refusal::backend
