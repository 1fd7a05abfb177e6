#pragma once

#include "backend/server/spi.hpp"
#include "core/machine.hpp"
#include "core/time.hpp"

// The small tables that every call needs — shops, the machine, reasons — cached per backend until one of them changes.
namespace refusal::backend {

struct Shop {
    std::int32_t id = 0;
    std::string code;
    std::string timezone;
    nlohmann::json proof_policy; // null: none
    core::Micros retract_window = 0;
    core::Micros search_period = 0;
    std::string channel;
};

struct Reference {
    std::unordered_map<std::int32_t, Shop> shops;
    std::unordered_map<std::string, std::int32_t> shop_ids; // by code
    std::set<std::string, std::less<>> reasons;
    std::map<std::pair<std::string, std::string>, std::string> reason_map; // (carrier, code)
    std::shared_ptr<const core::Machine> machine;
};

// The machine's rows as they stand now, in the owner's eyes. Open an SpiSession first.
struct MachineRows {
    std::vector<core::StateRow> states;
    std::vector<core::TransitionRow> transitions;
};
MachineRows read_machine();

// Loaded as the tables' owner: who may see which shop is checked on the key, never by what happens to be cached.
std::shared_ptr<const Reference> reference();

// A shop that the caller may see, else RF004.
const Shop &visible_shop(const Reference &reference, const std::string &code);

} // namespace refusal::backend
