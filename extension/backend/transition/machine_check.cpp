#include "backend/server/guard.hpp"
#include "backend/server/restore.hpp"
#include "backend/server/spi.hpp"
#include "backend/tenancy/reference.hpp"

// The machine as a whole is checked when the transaction that changed it commits: adding a state takes several rows.
namespace refusal::backend {

REFUSAL_FUNCTION(refusal_check_machine) {
    // A dump is restored table by table, each in a transaction of its own: states come before their transitions.
    if (restoring())
        return PointerGetDatum(nullptr);
    const SpiSession session;
    const AsOwner owner;
    const MachineRows rows = read_machine();
    const std::vector<std::string> problems = core::Machine::problems(rows.states, rows.transitions);
    if (!problems.empty()) {
        std::string detail;
        for (const std::string &problem : problems)
            detail += (detail.empty() ? "" : "; ") + problem;
        throw core::Error("23514", "the rows of refusal.state and refusal.transition are not a state machine",
                          detail + ".");
    }
    return PointerGetDatum(nullptr);
}

} // namespace refusal::backend
