#include "backend/decision/decision.hpp"
#include "backend/intake/intake.hpp"
#include "backend/server/arguments.hpp"
#include "backend/server/results.hpp"
#include "backend/transition/apply.hpp"
#include "backend/transition/fire.hpp"
#include "backend/transition/request.hpp"

namespace refusal::backend {

namespace {

using nlohmann::json;

std::optional<core::Actor> named_actor(FunctionCallInfo fcinfo, int index) {
    const std::optional<std::string> name = optional_text(fcinfo, index, "actor");
    if (!name)
        return std::nullopt;
    const std::optional<core::Actor> actor = core::find_actor(*name);
    if (!actor)
        malformed("actor \"" + *name + "\" is not known");
    if (*actor == core::Actor::system)
        throw core::Error("RF005", "the caller may not act as system");
    return actor;
}

// The same words as a plain UPDATE with these values would be compared by.
json fire_call(const EventRequest &request) {
    return {{"call", "fire"},
            {"event", request.event},
            {"payload", request.payload},
            {"actor", request.actor ? std::string(core::actor_name(*request.actor)) : ""}};
}

void check_version(const Row &row, std::optional<std::int32_t> expected) {
    if (expected && row.integer(Col::version) != *expected)
        throw core::Error("RF003", "refusal " + std::to_string(row.bigint(Col::refusal_id)) + " is at version " +
                                       std::to_string(row.integer(Col::version)) + ", not " +
                                       std::to_string(*expected),
                          {}, "Read it again and decide anew.");
}

json payload_argument(FunctionCallInfo fcinfo, int index) {
    if (PG_ARGISNULL(index))
        malformed("argument \"payload\" must not be null");
    json payload = optional_json(fcinfo, index);
    if (!payload.is_object())
        malformed("\"payload\" must be a JSON object");
    return payload;
}

} // namespace

Row fire(std::int64_t refusal_id, EventRequest request, std::optional<std::int32_t> expected_version,
         const json &call) {
    return fire(refusal_id, expected_version, request.request_id, call,
                [&](const Row &) { return std::move(request); });
}

Row fire(std::int64_t refusal_id, std::optional<std::int32_t> expected_version,
         const std::optional<Uuid> &request_id, const json &call,
         const std::function<EventRequest(const Row &)> &make) {
    const Bytes digest = request_id ? request_digest(*request_id, call) : Bytes();
    return update_row(refusal_id, [&](const Row &row) -> std::optional<Change> {
        if (request_id && is_replay(row, *request_id, digest))
            return std::nullopt;
        check_version(row, expected_version);
        EventRequest request = make(row);
        request.request_id = request_id;
        request.digest = digest;
        return with_outcome(compute(row, std::move(request)), nullptr);
    });
}

REFUSAL_FUNCTION(refusal_fire) {
    const std::int64_t refusal_id = required_int64(fcinfo, 0, "refusal_id");
    EventRequest request;
    request.event = required_text(fcinfo, 1, "event");
    request.payload = payload_argument(fcinfo, 2);
    request.request_id = optional_uuid(fcinfo, 4);
    request.actor = named_actor(fcinfo, 5);
    request.occurred_at = optional_occurred_at(fcinfo, 6);
    json call;
    if (request.request_id) {
        call = fire_call(request);
        if (request.occurred_at)
            call["occurred_at"] = *request.occurred_at;
    }
    const SpiSession session;
    return row_datum(fire(refusal_id, std::move(request), optional_int32(fcinfo, 3), call), session.outer());
}

namespace {

struct Outcome {
    std::optional<Row> row;
    std::string error_code, error;
};

} // namespace

REFUSAL_FUNCTION(refusal_fire_many) {
    const std::vector<std::int64_t> ids = required_int64s(fcinfo, 0, "refusal_ids");
    EventRequest asked;
    asked.event = required_text(fcinfo, 1, "event");
    asked.payload = payload_argument(fcinfo, 2);
    const auto versions = optional_int32s(fcinfo, 3, "expected_versions");
    const auto requests = optional_uuids(fcinfo, 4, "request_ids");
    asked.actor = named_actor(fcinfo, 5);
    if (!versions.empty() && versions.size() != ids.size())
        malformed("\"expected_versions\" must be as long as \"refusal_ids\"");
    if (!requests.empty() && requests.size() != ids.size())
        malformed("\"request_ids\" must be as long as \"refusal_ids\"");
    const json call = fire_call(asked);

    ResultSet results(fcinfo);
    const SpiSession session;
    std::unordered_map<std::int64_t, Row> locked;
    for (Row &row : lock_refusals(ids)) {
        const std::int64_t id = row.bigint(Col::refusal_id);
        locked.emplace(id, std::move(row));
    }
    std::vector<std::int64_t> parcel_ids;
    for (const auto &[id, row] : locked)
        parcel_ids.push_back(row.bigint(Col::parcel_id));
    const auto parcels = std::make_shared<Parcels>(std::move(parcel_ids));

    std::vector<Outcome> outcomes(ids.size());
    std::vector<Change> changes;
    std::set<std::int64_t> seen;
    for (std::size_t index = 0; index < ids.size(); ++index) {
        try {
            const auto found = locked.find(ids[index]);
            if (found == locked.end())
                throw no_such_refusal(ids[index]);
            if (!seen.insert(ids[index]).second)
                malformed("refusal " + std::to_string(ids[index]) + " is named twice");
            EventRequest request = asked;
            if (!requests.empty() && requests[index]) {
                request.request_id = requests[index];
                request.digest = request_digest(*requests[index], call);
                if (is_replay(found->second, *requests[index], request.digest)) {
                    outcomes[index].row = found->second;
                    continue;
                }
            }
            check_version(found->second, versions.empty() ? std::nullopt : versions[index]);
            changes.push_back(with_outcome(compute(found->second, std::move(request), parcels), parcels));
            outcomes[index].row = changes.back().row;
        } catch (const core::Error &error) {
            if (!is_reported(error))
                throw;
            outcomes[index] = {std::nullopt, error.sqlstate, error.what()};
        }
        check_interrupts();
    }
    update_rows(changes);
    for (std::size_t index = 0; index < ids.size(); ++index) {
        const std::optional<Row> &row = outcomes[index].row;
        results.add({value(ids[index]), row ? value(row->integer(Col::version)) : null_value(),
                     row ? value(row->text(Col::state)) : null_value(),
                     row ? null_value() : value(outcomes[index].error_code),
                     row ? null_value() : value(outcomes[index].error)});
    }
    PG_RETURN_VOID();
}

// refusal_internal.fire_due(refusal_id): whoever calls it, it does only what is due. True: it did something.
REFUSAL_FUNCTION(refusal_fire_due) {
    const std::int64_t refusal_id = required_int64(fcinfo, 0, "refusal_id");
    const SpiSession session;
    bool done = false;
    update_row(refusal_id, [&done](const Row &row) -> std::optional<Change> {
        std::optional<Change> due = decide_due(row);
        done = due.has_value();
        return done ? std::optional(with_outcome(std::move(*due), nullptr)) : std::nullopt;
    });
    return BoolGetDatum(done);
}

} // namespace refusal::backend
