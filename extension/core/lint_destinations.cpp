#include "core/lint_destinations.hpp"

#include "core/reachability.hpp"

#include <algorithm>
#include <map>
#include <utility>

namespace refusal::core {

namespace {

using Index = Network::Index;

bool returns(const Rule &rule) {
    return rule.action == Action::return_ || rule.default_action == Action::return_;
}

std::string quoted(const std::string &code) {
    return "\"" + code + "\"";
}

std::string unreached(const std::string &code) {
    return ": facility " + quoted(code) + " cannot be reached";
}

// Which facilities a way leads to, worked out once for each origin.
class Ways {
public:
    Ways(const Network &network, const LintScope &scope, Interrupt interrupt)
        : network_(network), scope_(scope), interrupt_(interrupt) {
        for (Index each = 0; each < network.size(); ++each) {
            if (usable(each))
                open_.push_back(each);
        }
    }

    bool visible(Index facility) const {
        const std::int32_t shop = network_.node(facility).shop_id;
        return shop == 0 || shop == scope_.shop_id;
    }
    bool usable(Index facility) const { return visible(facility) && network_.node(facility).active; }
    const std::vector<Index> &open() const { return open_; } // every facility of the shop that is active

    bool lead(Index from, Index to, bool sorted) {
        if (surely_lead(to, sorted)[from])
            return true;
        auto found = from_.find({from, sorted});
        if (found == from_.end())
            found = from_.emplace(std::pair(from, sorted), search({from}, sorted)).first;
        return found->second[to];
    }

    // From any other place. A shop that has no other place can have its parcels nowhere else.
    bool lead_from_elsewhere(Index to, bool sorted) {
        const auto [found, fresh] = to_.try_emplace({to, sorted});
        if (fresh) {
            std::vector<Index> others;
            std::copy_if(open_.begin(), open_.end(), std::back_inserter(others),
                         [&](Index each) { return each != to; });
            found->second = others.empty() || search(others, sorted)[to];
        }
        return found->second;
    }

private:
    // From where lanes that never end lead there. One walk backwards spares most of the searches by time.
    const std::vector<bool> &surely_lead(Index to, bool sorted) {
        const auto [found, fresh] = surely_.try_emplace({to, sorted});
        if (!fresh)
            return found->second;
        // A place is twice a facility, plus one where the parcel still needs sorting.
        std::vector<bool> seen(network_.size() * 2);
        std::vector<std::size_t> open;
        const auto reach = [&](std::size_t place) {
            if (!seen[place])
                open.push_back(place);
            seen[place] = true;
        };
        for (reach(std::size_t{to} * 2); !open.empty();) {
            const std::size_t place = open.back();
            open.pop_back();
            const auto here = static_cast<Index>(place / 2);
            if (!usable(here))
                continue;
            for (const Index each : network_.arcs_to(here)) {
                const Network::Arc &arc = network_.arc(each);
                if (arc.schedule != Network::none && network_.schedule(arc).valid_until != end_of_time)
                    continue;
                reach(std::size_t{arc.from} * 2 + place % 2);
                if (place % 2 == 0 && network_.node(here).sorts)
                    reach(std::size_t{arc.from} * 2 + 1);
            }
        }
        std::vector<bool> &leads = found->second;
        for (std::size_t each = 0; each < network_.size(); ++each)
            leads.push_back(seen[each * 2 + static_cast<std::size_t>(sorted)]);
        return leads;
    }

    std::vector<bool> search(const std::vector<Index> &origins, bool sorted) const {
        PlanRequest request;
        request.ready_at = scope_.from;
        request.needs_sorting = sorted;
        request.shops = {scope_.shop_id};
        return reachable_from(network_, request, origins, interrupt_);
    }

    const Network &network_;
    const LintScope &scope_;
    Interrupt interrupt_;
    std::vector<Index> open_;
    std::map<std::pair<Index, bool>, std::vector<bool>> from_;
    std::map<std::pair<Index, bool>, bool> to_;
    std::map<std::pair<Index, bool>, std::vector<bool>> surely_;
};

class Destinations {
public:
    Destinations(LintRegions &regions, const LintScope &scope, const std::function<void(Finding)> &report,
                 Interrupt interrupt)
        : regions_(regions), scope_(scope), network_(*scope.network), report_(report), interrupt_(interrupt),
          ways_(network_, scope, interrupt) {}

    void lint(std::uint32_t position) {
        poll(interrupt_);
        const Rule &rule = regions_.rule(position);
        std::vector<Index> candidates = rule.destinations.empty() ? of_kind(rule) : named(position);
        if (candidates.empty())
            return report_none(position);
        if (returns(rule))
            lint_ways(position, candidates);
    }

private:
    // What the rule names and may use; what it may not is reported.
    std::vector<Index> named(std::uint32_t position) {
        const Rule &rule = regions_.rule(position);
        std::vector<Index> usable;
        for (const std::string &code : rule.destinations) {
            const Index facility = network_.find(code);
            if (facility == Network::none || !ways_.visible(facility))
                report(position, Severity::error, "unknown_destination",
                       ": facility " + quoted(code) + " does not exist for this shop.");
            else if (!network_.node(facility).active)
                report(position, Severity::error, "inactive_destination",
                       ": facility " + quoted(code) + " is not active.");
            else if (fits(rule, facility))
                usable.push_back(facility);
        }
        return usable;
    }

    std::vector<Index> of_kind(const Rule &rule) const {
        std::vector<Index> found;
        if (rule.destination_kind)
            std::copy_if(ways_.open().begin(), ways_.open().end(), std::back_inserter(found),
                         [&](Index facility) { return fits(rule, facility); });
        return found;
    }

    // Of the rule's kind, and no supplier that its refusals cannot have.
    bool fits(const Rule &rule, Index index) const {
        const Facility &facility = network_.facility(index);
        return (!rule.destination_kind || name(facility.kind) == *rule.destination_kind) &&
               (facility.kind != FacilityKind::supplier || !rule.when.supplier ||
                facility.supplier == *rule.when.supplier);
    }

    void report_none(std::uint32_t position) {
        const Rule &rule = regions_.rule(position);
        const bool any_named =
            std::any_of(rule.destinations.begin(), rule.destinations.end(), [&](const std::string &code) {
                const Index facility = network_.find(code);
                return facility != Network::none && ways_.usable(facility);
            });
        if (rule.destinations.empty() && !rule.destination_kind)
            return;
        const std::string kind = rule.destination_kind.value_or("supplier");
        const std::string whose = rule.when.supplier ? " of supplier " + quoted(*rule.when.supplier) : "";
        if (!rule.destinations.empty()) {
            if (any_named)
                report(position, Severity::error, "no_destination",
                       ": none of its destinations is of kind " + kind + (kind == "supplier" ? whose : "") +
                           ".");
        } else if (kind != "supplier" || rule.when.supplier) {
            report(position, Severity::error, "no_destination",
                   ": there is no active facility of kind " + kind + (kind == "supplier" ? whose : "") + ".");
        } else if (scope_.warnings) {
            // The suppliers' own facilities may come with the suppliers.
            report(position, Severity::warning, "no_destination", ": no supplier has an active facility.");
        }
    }

    void lint_ways(std::uint32_t position, const std::vector<Index> &candidates) {
        const Rule &rule = regions_.rule(position);
        if (rule.when.facility) {
            const Index origin = network_.find(*rule.when.facility);
            if (origin == Network::none || !ways_.visible(origin))
                warn(position, "unknown_facility",
                     " matches no refusal: facility " + quoted(*rule.when.facility) +
                         " does not exist for this shop.");
            else
                report_unreached(position, candidates, " from facility " + quoted(*rule.when.facility),
                                 [&](Index to) { return ways_.lead(origin, to, rule.needs_sorting); });
            return;
        }
        const bool some = report_unreached(position, candidates, " from any other facility", [&](Index to) {
            return ways_.lead_from_elsewhere(to, rule.needs_sorting);
        });
        if (some && scope_.warnings)
            lint_depots(position, candidates);
    }

    // Each that is named must be reached; of those of a kind, one. Is one reached?
    template <typename F>
    bool report_unreached(std::uint32_t position, const std::vector<Index> &candidates,
                          const std::string &from, F reached) {
        const Rule &rule = regions_.rule(position);
        const std::string how = from + (rule.needs_sorting ? " by way of a sorting center." : ".");
        if (rule.destinations.empty()) {
            const bool any = std::any_of(candidates.begin(), candidates.end(), reached);
            if (!any)
                report(position, Severity::error, "unreachable_destination",
                       ": no facility of kind " + *rule.destination_kind + " can be reached" + how);
            return any;
        }
        bool any = false;
        for (const Index to : candidates) {
            if (reached(to))
                any = true;
            else
                report(position, Severity::error, "unreachable_destination",
                       unreached(network_.facility(to).code).append(how));
        }
        return any;
    }

    // A depot from which no way leads to any of them: what is refused there cannot be returned.
    void lint_depots(std::uint32_t position, const std::vector<Index> &candidates) {
        const Rule &rule = regions_.rule(position);
        for (const Index depot : ways_.open()) {
            const Facility &facility = network_.facility(depot);
            if (facility.kind != FacilityKind::depot ||
                std::any_of(candidates.begin(), candidates.end(),
                            [&](Index to) { return ways_.lead(depot, to, rule.needs_sorting); }))
                continue;
            std::optional<Facts> witness = regions_.witness_at(position, facility.code);
            if (!witness)
                continue;
            report_({Severity::warning, "unreachable_destination", &rule, nullptr, std::move(witness),
                     rule_text(rule) + ": none of its destinations can be reached from depot " +
                         quoted(facility.code) + "."});
            return;
        }
    }

    void report(std::uint32_t position, Severity severity, std::string_view name, const std::string &what) {
        const Rule &rule = regions_.rule(position);
        report_({severity, name, &rule, nullptr, regions_.witness(position), rule_text(rule) + what});
    }

    void warn(std::uint32_t position, std::string_view name, const std::string &what) {
        if (scope_.warnings)
            report(position, Severity::warning, name, what);
    }

    LintRegions &regions_;
    const LintScope &scope_;
    const Network &network_;
    const std::function<void(Finding)> &report_;
    Interrupt interrupt_;
    Ways ways_;
};

} // namespace

void lint_destinations(LintRegions &regions, const LintScope &scope,
                       const std::function<void(Finding)> &report, Interrupt interrupt) {
    Destinations destinations(regions, scope, report, interrupt);
    for (std::uint32_t position = 0; position < regions.size(); ++position)
        destinations.lint(position);
}

} // namespace refusal::core
