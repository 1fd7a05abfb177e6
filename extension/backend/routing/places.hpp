#pragma once

#include "backend/transition/change.hpp"

// The places that refusals hold on departures. A change takes and gives up its places while it is computed, for whether
// it gets them decides what it is; what is then not written gives them back.
namespace refusal::backend {

// The route that was planned, with a place on each bounded departure of it. Where another planner was faster, the next
// cheapest plan. Error RF006: none is left; the refusal then holds what it held before.
NewRoute route_with_places(Change &change);

// What the refusal held for legs that it does not go to any more.
void give_up_places(const Row &before, const Row &after);

// Of a refusal that was computed and did not come to be.
void give_back_places(const Change &change);

// While one lives, changes are computed to be looked at: they take and give up nothing.
class Preview {
public:
    Preview();
    ~Preview();
    Preview(const Preview &) = delete;
    Preview &operator=(const Preview &) = delete;
};

} // namespace refusal::backend
