#include "backend/decision/scenario_cache.hpp"

#include "backend/journal/period.hpp"
#include "backend/server/invalidation.hpp"

namespace refusal::backend {

namespace {

// What a backend keeps compiled is bounded by what it is made of: many shops with few rules, or few with many.
constexpr std::size_t most_rules = 16384;

struct Active {
    Period valid;
    std::int32_t scenario_id = 0;
};

struct Compiled {
    std::shared_ptr<const core::Scenario> scenario;
    std::uint64_t last_use = 0;
};

struct Cache {
    std::uint64_t generation = 0;
    std::unordered_map<std::int32_t, Compiled> compiled;          // by scenario
    std::size_t rules = 0;                                        // of all compiled
    std::uint64_t uses = 0;                                       // so far
    std::unordered_map<std::int32_t, std::vector<Active>> active; // by shop
};

Cache &cache() {
    static Cache current;
    accept_invalidations();
    const std::uint64_t now = settings_generation();
    if (current.generation != now) {
        current = {};
        current.generation = now;
    }
    return current;
}

// A null range is no condition; what is beyond any amount of money is no bound.
std::optional<core::Range> range_of(const Rows &rows, std::size_t row, int first_column) {
    if (rows.is_null(row, first_column))
        return std::nullopt;
    if (rows.boolean(row, first_column))
        return core::Range{0, 0};
    const core::Range range{rows.bigint(row, first_column + 1), rows.bigint(row, first_column + 2)};
    return range.lo == core::Range::no_upper ? core::Range{0, 0} : range; // it begins where no amount is
}

std::optional<core::Weekdays> weekdays_of(const Rows &rows, std::size_t row, int column) {
    if (rows.is_null(row, column))
        return std::nullopt;
    core::Weekdays days = 0;
    for (const std::int32_t day : rows.integers(row, column))
        days = static_cast<core::Weekdays>(days | core::weekday_bit(day));
    return days;
}

std::optional<core::Micros> optional_micros(const Rows &rows, std::size_t row, int column, const char *name) {
    const Value found = rows.get(row, column);
    return found.null ? std::nullopt : std::optional<core::Micros>(micros_of(found.datum, name));
}

core::Conditions conditions_of(const Rows &rows, std::size_t row) {
    core::Conditions when;
    when.reason = rows.optional_text(row, 4);
    when.category = rows.optional_text(row, 5);
    when.region = rows.optional_text(row, 6);
    when.supplier = rows.optional_text(row, 7);
    when.facility = rows.optional_text(row, 8);
    when.courier = rows.optional_text(row, 9);
    when.outcome = core::find_outcome(rows.text(row, 10));
    when.payment = core::find_payment(rows.text(row, 11));
    when.value = range_of(rows, row, 12);
    when.weight = range_of(rows, row, 15);
    when.attempt = range_of(rows, row, 18);
    when.weekdays = weekdays_of(rows, row, 21);
    return when;
}

core::Rule rule_of(const Rows &rows, std::size_t row) {
    core::Rule rule;
    rule.id = rows.integer(row, 1);
    rule.name = rows.text(row, 2);
    rule.rank = rows.optional_int32(row, 3);
    rule.when = conditions_of(rows, row);
    rule.action = core::find_action(rows.text(row, 22)).value();
    rule.destinations = rows.texts(row, 23);
    rule.destination_kind = rows.optional_text(row, 24);
    rule.needs_sorting = rows.boolean(row, 25);
    rule.hold_for = optional_micros(rows, row, 26, "hold_for");
    rule.decide_within = optional_micros(rows, row, 27, "decide_within");
    rule.default_action = core::find_action(rows.text(row, 28));
    rule.attempt_cap = rows.optional_int32(row, 29);
    rule.value_loss_rate_nano = rows.bigint(row, 30);
    rule.notify_recipient = rows.boolean(row, 31);
    rule.notify_template = rows.optional_text(row, 32);
    if (!rows.is_null(row, 33))
        rule.redeliver_margin = rows.bigint(row, 33);
    return rule;
}

// value in whole minor units, exactly: the least amount that is in the range, and the least beyond it. What does not
// fit (infinity, NaN, which PostgreSQL sorts above all) becomes the extreme number, which stands for "unbounded".
#define EXTREME(amount) "least(greatest(" amount ", -9223372036854775808), 9223372036854775807)::int8"
#define LEAST_WITHIN                                                                                          \
    "CASE WHEN lower_inc(value) THEN ceil(lower(value) * 100) ELSE floor(lower(value) * 100) + 1 END"
#define LEAST_BEYOND                                                                                          \
    "CASE WHEN upper_inc(value) THEN floor(upper(value) * 100) + 1 ELSE ceil(upper(value) * 100) END"
#define WHOLE_RANGE(range)                                                                                    \
    "isempty(" range "), coalesce(lower(" range ")::int8, -9223372036854775808), "                            \
    "coalesce(upper(" range ")::int8, 9223372036854775807)"

std::shared_ptr<const core::Scenario> compile(std::int32_t scenario_id) {
    static Statement version("SELECT version FROM refusal.scenario WHERE scenario_id = $1", {INT4OID});
    static Statement rules(
        "SELECT rule_id, name::text, rank, reason::text, category::text, region::text, supplier::text, facility::text, "
        "courier::text, outcome, payment, "
        "isempty(value), " EXTREME("coalesce(" LEAST_WITHIN ", '-Infinity')") ", "
        EXTREME("coalesce(" LEAST_BEYOND ", 'Infinity')") ", "
        WHOLE_RANGE("weight") ", " WHOLE_RANGE("attempt") ", weekdays, "
        "action, destinations, destination_kind, needs_sorting, hold_for, decide_within, default_action, attempt_cap, "
        "(value_loss_rate * 1000000000)::int8, notify_recipient, notify_template::text, (redeliver_margin * 100)::int8 "
        "FROM refusal.rule WHERE scenario_id = $1",
        {INT4OID});
    const SpiSession session;
    const AsOwner owner;
    const PinnedSearchPath path;
    const Rows found = version.run({value(scenario_id)}, Statement::Snapshot::fresh);
    if (found.empty())
        return nullptr;
    const Rows rows = rules.run({value(scenario_id)}, Statement::Snapshot::fresh);
    std::vector<core::Rule> compiled;
    compiled.reserve(rows.size());
    for (std::size_t row = 0; row < rows.size(); ++row)
        compiled.push_back(rule_of(rows, row));
    return std::make_shared<const core::Scenario>(scenario_id, found.integer(0, 1), std::move(compiled));
}

std::vector<Active> load_active(std::int32_t shop_id) {
    static Statement all("SELECT scenario_id, " PERIOD_COLUMNS("valid") " "
                         "FROM refusal.scenario WHERE shop_id = $1 AND status <> 'draft'",
                         {INT4OID});
    const SpiSession session;
    const AsOwner owner;
    const PinnedSearchPath path;
    const Rows rows = all.run({value(shop_id)}, Statement::Snapshot::fresh);
    std::vector<Active> result;
    for (std::size_t row = 0; row < rows.size(); ++row)
        result.push_back({period_of(rows, row, 2), rows.integer(row, 1)});
    return result;
}

std::size_t weight(const core::Scenario &scenario) { return scenario.rules().size() + 1; }

// Makes room for so many rules. To find the least recently used among some hundreds costs nothing beside compiling.
void make_room(Cache &cache, std::size_t rules) {
    while (!cache.compiled.empty() && cache.rules + rules > most_rules) {
        const auto oldest = std::min_element(
            cache.compiled.begin(), cache.compiled.end(),
            [](const auto &left, const auto &right) { return left.second.last_use < right.second.last_use; });
        cache.rules -= weight(*oldest->second.scenario);
        cache.compiled.erase(oldest);
    }
}

} // namespace

std::shared_ptr<const core::Scenario> scenario(std::int32_t scenario_id) {
    Cache &current = cache();
    auto found = current.compiled.find(scenario_id);
    if (found == current.compiled.end()) {
        std::shared_ptr<const core::Scenario> fresh = compile(scenario_id);
        if (!fresh)
            return nullptr;
        const std::size_t rules = weight(*fresh);
        make_room(current, rules);
        current.rules += rules;
        found = current.compiled.emplace(scenario_id, Compiled{std::move(fresh), 0}).first;
    }
    found->second.last_use = ++current.uses;
    return found->second.scenario;
}

std::shared_ptr<const core::Scenario> active_scenario(std::int32_t shop_id, TimestampTz at) {
    Cache &current = cache();
    auto found = current.active.find(shop_id);
    if (found == current.active.end())
        found = current.active.emplace(shop_id, load_active(shop_id)).first;
    for (const Active &each : found->second)
        if (each.valid.contains(at))
            return scenario(each.scenario_id);
    return nullptr;
}

} // namespace refusal::backend
