#include "backend/after.hpp"
#include "backend/invalidation.hpp"
#include "backend/membership.hpp"
#include "backend/relay.hpp"
#include "backend/relay_hold.hpp"
#include "backend/settings.hpp"

extern "C" {
PG_MODULE_MAGIC;
void _PG_init(void);
}

void _PG_init(void) {
    refusal::backend::define_settings();
    refusal::backend::register_invalidation();
    refusal::backend::register_membership();
    refusal::backend::register_effects();
    refusal::backend::register_relay();
    refusal::backend::register_relay_hold();
}
