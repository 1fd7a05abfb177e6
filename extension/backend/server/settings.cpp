#include "backend/server/settings.hpp"

namespace refusal::backend {

namespace {

int route_cache_mb = 4;
int lease = 30;
int keep = 0;
int keep_positions = SECS_PER_DAY;
char *databases = nullptr;
int notify = static_cast<int>(Notify::automatic);

const std::array<config_enum_entry, 5> notify_options{{
    {"auto", static_cast<int>(Notify::automatic), false},
    {"relay", static_cast<int>(Notify::relay), false},
    {"direct", static_cast<int>(Notify::direct), false},
    {"off", static_cast<int>(Notify::off), false},
    {nullptr, 0, false},
}};

} // namespace

void define_settings() {
    DefineCustomIntVariable("pg_refusal.route_cache_mb",
                            "Memory that a session may keep shortest-path trees in, so that it plans faster.", nullptr,
                            &route_cache_mb, 4, 1, 1024, PGC_USERSET, GUC_UNIT_MB, nullptr, nullptr, nullptr);
    DefineCustomIntVariable("pg_refusal.lease", "How long a worker may be at work on what it polled of a slot.",
                            "Its next poll renews it.", &lease, 30, 1, 86400, PGC_USERSET, GUC_UNIT_S, nullptr, nullptr,
                            nullptr);
    DefineCustomEnumVariable("pg_refusal.notify", "Who tells the listeners of a shop that it has news.",
                             "auto: the relay while it runs, else the writer; relay: the relay; direct: the writer; off: nobody.",
                             &notify, static_cast<int>(Notify::automatic), notify_options.data(), PGC_USERSET, 0,
                             nullptr, nullptr, nullptr);
    // Not everybody's: the owner of the database could have the relay drop what is the superuser's.
    DefineCustomIntVariable("pg_refusal.keep", "How long the journal is kept; 0: for ever.",
                            "Months that have passed it are dropped by refusal.maintain().", &keep, 0, 0, INT_MAX,
                            PGC_SUSET, GUC_UNIT_S, nullptr, nullptr, nullptr);
    DefineCustomIntVariable("pg_refusal.keep_positions", "How long every position of the feed is kept as it is.",
                            "Who resumes at an older one may read up to some thousand events again.", &keep_positions,
                            SECS_PER_DAY, 0, INT_MAX, PGC_SUSET, GUC_UNIT_S, nullptr, nullptr, nullptr);
    DefineCustomStringVariable("pg_refusal.databases", "Databases that the relay serves, separated by commas.",
                               "Needs pg_refusal in shared_preload_libraries.", &databases, "", PGC_SIGHUP, 0, nullptr,
                               nullptr, nullptr);
    MarkGUCPrefixReserved("pg_refusal");
}

std::string databases_setting() { return databases == nullptr ? std::string() : databases; }

std::int64_t lease_micros() { return std::int64_t{lease} * USECS_PER_SEC; }

std::int64_t keep_positions_micros() { return std::int64_t{keep_positions} * USECS_PER_SEC; }

Notify notify_setting() { return static_cast<Notify>(notify); }

std::size_t route_cache_bytes() { return static_cast<std::size_t>(route_cache_mb) * 1024 * 1024; }

} // namespace refusal::backend
