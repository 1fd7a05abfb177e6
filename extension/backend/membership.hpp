#pragma once

#include "backend/spi.hpp"
#include "core/actors.hpp"

// Who the caller is: the rows of refusal.membership whose role's privileges the current user has.
namespace refusal::backend {

struct Membership {
    std::string role;
    std::int32_t shop_id = 0; // 0: every shop
    std::optional<core::Actor> actor; // nothing: a listener, who acts as nobody
    std::int32_t facility_id = 0; // 0: any
    std::string supplier;         // empty: any
    bool gateway = false;
};

// The superuser, the tables' owner and roles that bypass row security see every shop.
bool sees_shop(std::int32_t shop_id);
bool manages_shop(std::int32_t shop_id); // may the caller write its rows? 0: the network that all share
bool is_administrator();                 // one of those who see every shop by what they are
// Listeners send a shop's events to its endpoints, and so do administrators.
bool delivers_shop(std::int32_t shop_id);
bool role_delivers_shop(const std::string &role, std::int32_t shop_id); // as a listener
// The role by whose membership the caller is a listener of the shop; else, of an administrator, its own.
std::string listener_of(std::int32_t shop_id);
std::vector<std::int32_t> visible_shops(bool &all);
std::vector<std::int32_t> visible_shops_of(const std::string &role, bool &all); // none where there is no such role
bool has_role(const std::string &role); // has the current user its privileges?

// The actors that the caller may be towards a refusal of this shop and supplier, at this facility.
core::ActorMask actors_of_caller(std::int32_t shop_id, const std::string &supplier, std::int32_t facility_id);

// Called from _PG_init: what act_for() granted ends with the transaction.
void register_membership();

} // namespace refusal::backend
