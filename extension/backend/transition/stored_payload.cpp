#include "backend/transition/stored_payload.hpp"

#include "backend/capture/amount.hpp"
#include "backend/transition/facts_json.hpp"

namespace refusal::backend {

StoredPayload stored_payload(const EventRequest &request) {
    struct Made {
        Datum jsonb;
        const char *text;
        int size;
    };
    const core::Facts *facts = request.tells_facts ? request.facts.get() : nullptr;
    const std::string value = facts != nullptr ? amount_text(facts->value) : std::string();
    const Made made = backend_call([&payload = request.payload, facts, &value]() -> Made {
        JsonbPair told{};
        if (facts != nullptr)
            told = {string_node("facts"), node_of(*facts, value), 0};
        JsonbValue node = node_of(payload, {&told, facts != nullptr ? std::size_t{1} : 0});
        StringInfoData text;
        initStringInfo(&text);
        print(&text, node);
        return {JsonbPGetDatum(JsonbValueToJsonb(&node)), text.data, text.len};
    });
    return {datum_value(made.jsonb), {made.text, static_cast<std::size_t>(made.size)}};
}

} // namespace refusal::backend
