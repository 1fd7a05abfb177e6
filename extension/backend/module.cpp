#include "backend/relay/relay.hpp"
#include "backend/relay/relay_hold.hpp"
#include "backend/server/invalidation.hpp"
#include "backend/server/settings.hpp"
#include "backend/tenancy/membership.hpp"
#include "backend/transition/after.hpp"

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
