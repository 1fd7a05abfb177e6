#include "backend/decision/lint.hpp"

#include "backend/decision/scenario_cache.hpp"
#include "backend/routing/network_cache.hpp"
#include "backend/server/arguments.hpp"
#include "backend/server/results.hpp"
#include "core/field_text.hpp"

// lint_scenario(), and the errors that keep a scenario from being activated.
namespace refusal::backend {

namespace {

std::vector<std::string> all_reasons() {
    static Statement all("SELECT code::text FROM refusal.reason ORDER BY code", {});
    const SpiSession session;
    const AsOwner owner;
    const Rows rows = all.run({}, Statement::Snapshot::fresh);
    std::vector<std::string> codes;
    for (std::size_t row = 0; row < rows.size(); ++row)
        codes.push_back(rows.text(row, 1));
    return codes;
}

// Under the names of the rules' columns, each written as explain() does; what is unknown is null.
nlohmann::json witness_json(const core::Facts &facts) {
    nlohmann::json result;
    const auto known = [&](core::Field field, const std::optional<std::string> &fact) {
        result[std::string(core::field_name(field))] = fact ? nlohmann::json(*fact) : nlohmann::json();
    };
    for (std::size_t each = 0; each < core::field_count; ++each)
        known(static_cast<core::Field>(each), core::fact_text(facts, static_cast<core::Field>(each)));
    known(core::Field::reason, facts.reason);
    known(core::Field::category, facts.category);
    known(core::Field::region, facts.region);
    known(core::Field::supplier, facts.supplier);
    known(core::Field::facility, facts.facility);
    known(core::Field::courier, facts.courier);
    return result;
}

Value rule_value(const core::Rule *rule) { return rule == nullptr ? null_value() : value(rule->id); }

core::Error no_such_scenario(std::int32_t scenario_id) {
    return {"RF004", "scenario " + std::to_string(scenario_id) + " does not exist"};
}

struct Subject {
    std::int32_t shop_id = 0;
    TimestampTz from = 0;
};

// Whoever may change a shop's scenarios may look for what is wrong with them.
Subject load_subject(std::int32_t scenario_id) {
    static Statement one("SELECT shop_id, lower(valid) FROM refusal.scenario "
                         "WHERE scenario_id = $1 AND refusal_internal.manages_shop(shop_id)",
                         {INT4OID});
    const Rows rows = one.run({value(scenario_id)});
    if (rows.empty())
        throw no_such_scenario(scenario_id);
    Subject subject{rows.integer(0, 1), GetCurrentTimestamp()};
    if (!rows.is_null(0, 2))
        subject.from = std::max(subject.from, DatumGetTimestampTz(rows.get(0, 2).datum));
    return subject;
}

// Where the datums of one row live: there may be very many rows.
class RowMemory {
public:
    RowMemory() {
        context_ = backend_call([] {
            return AllocSetContextCreate(CurrentMemoryContext, "findings", ALLOCSET_DEFAULT_SIZES);
        });
        MemoryContextSwitchTo(context_);
    }
    void reset() const { MemoryContextReset(context_); }

private:
    MemoryContext context_; // a child of SPI's memory, and gone with it
};

} // namespace

void check_scenario(const core::Scenario &scenario, std::int32_t shop_id, TimestampTz from) {
    // The report has room for so much.
    constexpr std::size_t most_text = 800;
    const NetworkView view = network();
    const core::LintScope scope{view.network.get(), shop_id, from, all_reasons(), false};
    std::string detail;
    std::size_t left_out = 0;
    core::lint(scenario, scope, [&](const core::Finding &finding) {
        if (!detail.empty() && detail.size() + finding.message.size() > most_text)
            ++left_out;
        else
            detail += (detail.empty() ? "" : " ") + finding.message;
    }, check_interrupts);
    if (detail.empty())
        return;
    if (left_out > 0)
        detail += " And " + std::to_string(left_out) + " more.";
    throw core::Error("RF007", "scenario " + std::to_string(scenario.id()) + " has errors", detail,
                      "SELECT * FROM refusal.lint_scenario(" + std::to_string(scenario.id()) +
                          ") shows each with a refusal that it concerns.");
}

REFUSAL_FUNCTION(refusal_lint_scenario) {
    const std::int32_t scenario_id = required_int32(fcinfo, 0, "scenario_id");
    ResultSet results(fcinfo);
    const SpiSession session;
    const Subject subject = load_subject(scenario_id);
    const std::shared_ptr<const core::Scenario> compiled = scenario(scenario_id);
    if (!compiled)
        throw no_such_scenario(scenario_id);
    const NetworkView view = network();
    const core::LintScope scope{view.network.get(), subject.shop_id, subject.from, all_reasons(), true};
    const RowMemory memory;
    core::lint(*compiled, scope, [&](const core::Finding &finding) {
        memory.reset();
        results.add({value(core::severity_name(finding.severity)), value(finding.name),
                     rule_value(finding.rule_a), rule_value(finding.rule_b),
                     finding.witness ? json_value(witness_json(*finding.witness)) : null_value(),
                     value(finding.message)});
    }, check_interrupts);
    PG_RETURN_VOID();
}

} // namespace refusal::backend
