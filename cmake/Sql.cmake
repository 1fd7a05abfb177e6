# THE ordered list of the SQL files. The install script is these files one after another; an update script is
# its own DDL and then RE_RUN_SQL, so that every function has one source. A file that is not listed, and a
# listed one that does not exist, stop the configuration.

# Run once, before the functions: what they are declared with.
set(RUN_ONCE_FIRST_SQL
    sql/schemas.sql
    sql/types.sql
    sql/feed_position.sql
    sql/tables/shop.sql
    sql/tables/network.sql
    sql/tables/parcel.sql
    sql/tables/vocabulary.sql
    sql/tables/scenario.sql
    sql/tables/refusal.sql
    sql/tables/reservation.sql
    sql/tables/manifest.sql
    sql/tables/journal.sql
    sql/tables/feed.sql
    sql/tables/delivery.sql
    sql/tables/consumer.sql
    sql/tables/retention.sql
    sql/views.sql
)

# Run by the install script and again by every update script: CREATE OR REPLACE only.
set(RE_RUN_SQL
    functions/internal/add_month.sql
    functions/internal/add_months.sql
    functions/internal/after_change.sql
    functions/internal/announce_free_places.sql
    functions/internal/announce_network_change.sql
    functions/internal/announce_settings_change.sql
    functions/internal/before_change.sql
    functions/internal/check_machine.sql
    functions/internal/check_place.sql
    functions/internal/check_reason_tree.sql
    functions/internal/consumer_stats.sql
    functions/internal/count_places.sql
    functions/internal/cut_feed.sql
    functions/internal/delivers_shop.sql
    functions/internal/drop_month.sql
    functions/internal/endpoint_stats.sql
    functions/internal/event_hash.sql
    functions/internal/fire_due.sql
    functions/internal/forget_departed.sql
    functions/internal/handles_manifest.sql
    functions/internal/has_role.sql
    functions/internal/is_followed.sql
    functions/internal/journal_holder.sql
    functions/internal/journal_months.sql
    functions/internal/journal_obstacles.sql
    functions/internal/keep.sql
    functions/internal/keep_endpoint.sql
    functions/internal/keep_facility.sql
    functions/internal/keep_manifest.sql
    functions/internal/keep_manifest_parcel.sql
    functions/internal/keep_parcel.sql
    functions/internal/keep_parcel_line.sql
    functions/internal/keep_reason.sql
    functions/internal/keep_rules.sql
    functions/internal/keep_scenario.sql
    functions/internal/keep_state.sql
    functions/internal/listed_parcels.sql
    functions/internal/lock_journal.sql
    functions/internal/lock_scenarios.sql
    functions/internal/maintenance_step.sql
    functions/internal/manages_shop.sql
    functions/internal/newest_position.sql
    functions/internal/relay_heartbeat.sql
    functions/internal/relay_untold.sql
    functions/internal/sees_shop.sql
    functions/internal/sees_supplier.sql
    functions/internal/settling_tick.sql
    functions/internal/take_endpoint.sql
    functions/internal/thin_ticks.sql
    functions/internal/trim_network_changes.sql
    functions/internal/try_maintenance.sql
    functions/internal/unschedule_scenario.sql
    functions/internal/works_at.sql
    functions/capture/record.sql
    functions/capture/record_many.sql
    functions/decision/activate_scenario.sql
    functions/decision/call_off_scenario.sql
    functions/decision/decide.sql
    functions/decision/explain.sql
    functions/decision/lint_scenario.sql
    functions/decision/override.sql
    functions/decision/run_due.sql
    functions/decision/simulate.sql
    functions/decision/simulation_summary.sql
    functions/delivery/add_endpoint_key.sql
    functions/delivery/end_endpoint_key.sql
    functions/delivery/grant_delivery.sql
    functions/delivery/notification.sql
    functions/delivery/redrive_endpoint.sql
    functions/delivery/report_delivery.sql
    functions/delivery/signing_keys.sql
    functions/delivery/sync_endpoints.sql
    functions/feed/ack.sql
    functions/feed/bury.sql
    functions/feed/channel.sql
    functions/feed/discard.sql
    functions/feed/maintain.sql
    functions/feed/nack.sql
    functions/feed/poll.sql
    functions/feed/read_feed.sql
    functions/feed/redrive.sql
    functions/feed/seek.sql
    functions/feed/subscribe.sql
    functions/feed/tick.sql
    functions/feed/unsubscribe.sql
    functions/feed/wait_feed.sql
    functions/insight/metrics.sql
    functions/insight/verify.sql
    functions/intake/grade.sql
    functions/intake/place.sql
    functions/intake/receive.sql
    functions/intake/repack.sql
    functions/routing/arrive_manifest.sql
    functions/routing/close_manifest.sql
    functions/routing/depart_manifest.sql
    functions/routing/plan_many.sql
    functions/routing/plan_route.sql
    functions/routing/scan.sql
    functions/routing/scan_many.sql
    functions/tenancy/act_for.sql
    functions/tenancy/grant_membership.sql
    functions/transition/allowed_events.sql
    functions/transition/fire.sql
    functions/transition/fire_many.sql
)

# Run once, after the functions: what calls them.
set(RUN_ONCE_LAST_SQL
    sql/seed/states.csv
    sql/seed/machine.csv
    sql/seed/reasons.csv
    sql/seed/reason_map.csv
    sql/triggers_settings.sql
    sql/triggers_refusal.sql
    sql/stat_consumer.sql
    sql/endpoints.sql
    sql/row_security.sql
    sql/config_dump.sql
)

set(INSTALL_SQL ${RUN_ONCE_FIRST_SQL} ${RE_RUN_SQL} ${RUN_ONCE_LAST_SQL})

file(GLOB_RECURSE present_sql RELATIVE "${PROJECT_SOURCE_DIR}" CONFIGURE_DEPENDS
    sql/*.sql sql/seed/*.csv functions/*.sql)
list(FILTER present_sql EXCLUDE REGEX "^sql/(updates|signatures)/")

set(unlisted ${present_sql})
list(REMOVE_ITEM unlisted ${INSTALL_SQL})
set(absent ${INSTALL_SQL})
list(REMOVE_ITEM absent ${present_sql})
set(listed_once ${INSTALL_SQL})
list(REMOVE_DUPLICATES listed_once)

if(unlisted OR absent OR NOT listed_once STREQUAL INSTALL_SQL)
    message(FATAL_ERROR "cmake/Sql.cmake must name every SQL file exactly once\n"
        "  not listed: ${unlisted}\n  listed, but absent: ${absent}\n"
        "  listed: ${INSTALL_SQL}")
endif()
