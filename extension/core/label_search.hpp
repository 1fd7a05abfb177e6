#pragma once

#include "core/estimate.hpp"
#include "core/label_store.hpp"
#include "core/planner.hpp"

#include <cstddef>
#include <cstdint>
#include <vector>

namespace refusal::core {

// What one search is about. `unsorted` is null where the parcel needs no sorting.
struct Journey {
    const PlanRequest &request;
    Network::Index origin;
    Network::Index destination;
    const Tariff &tariff;
    const Estimate &sorted;
    const Estimate *unsorted;
    std::size_t max_labels; // the search gives up beyond
};

enum class Found : std::uint8_t { plan, nothing, out_of_range, too_many_labels };

// A* over labels: best first by cost so far plus the bound of what is to come. Exact, since the bound is
// never too high and a label is forgotten only where another is as good whatever follows.
class LabelSearch {
public:
    explicit LabelSearch(const Network &network) : network_(network), labels_(network) {}

    Found run(const Journey &journey, Interrupt interrupt);
    Plan plan() const; // of the last search, while its journey lives

private:
    struct Open {
        Money cost; // of the whole way, at least
        Micros ready_at;
        std::uint32_t label;
    };

    const Estimate &onward(bool needs_sorting) const { return needs_sorting ? *journey_->unsorted : journey_->sorted; }
    Prospects prospects() const;
    void start();
    void expand(std::uint32_t from);
    void follow(std::uint32_t from, const Network::Arc &arc);
    void enter(std::uint32_t from, const Network::Arc &arc, Leg &leg, bool sort);
    bool extend(Label &label, const Network::Arc &arc, Leg &leg, bool sort, const OpeningHours *hours);
    void push(const Label &label);
    void finish(const Label &label);
    bool hopeless(Money cost, Micros ready_at, std::uint32_t legs) const;
    Leg leg_to(std::uint32_t label) const;

    const Network &network_;
    LabelStore labels_;
    std::vector<Open> open_;
    const Journey *journey_ = nullptr;
    OpeningHours hours_;
    Prospects prospects_;
    std::uint32_t best_ = Label::none;
    bool out_of_range_ = false;
};

} // namespace refusal::core
