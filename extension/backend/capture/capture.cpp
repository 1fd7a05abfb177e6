#include "backend/capture/capture.hpp"

#include "backend/capture/proof.hpp"
#include "backend/decision/decision.hpp"
#include "backend/decision/delivery_window.hpp"
#include "backend/routing/network_cache.hpp"
#include "backend/server/arguments.hpp"

namespace refusal::backend {

namespace {

using nlohmann::json;

struct Refusable {
    std::int32_t line_no;
    std::string sku;
    std::int32_t shipped;
    std::int32_t left; // may be refused now
    std::int32_t refused = 0;
    std::optional<std::string> supplier;
};

[[noreturn]] void too_many(const std::string &what, std::int64_t asked, std::int64_t left) {
    throw core::Error("RF009", what + " has " + std::to_string(left) + " units to refuse, not " +
                                   std::to_string(asked),
                      "Guard lines_refused: per line, accepted and refused units add up to what was shipped.");
}

std::int64_t quantity_of(const json &item) {
    const auto found = item.find("quantity");
    if (found == item.end() || found->is_null())
        return -1;
    if (!found->is_number_integer() || found->get<std::int64_t>() < 0)
        malformed("\"quantity\" of a line must be a whole number, zero or more");
    return found->get<std::int64_t>();
}

void refuse_line(std::vector<Refusable> &lines, const json &item) {
    static const std::set<std::string, std::less<>> keys{"sku", "line_no", "quantity"};
    if (!item.is_object() || item.contains("sku") == item.contains("line_no"))
        malformed("each element of \"lines\" must be an object with either \"sku\" or \"line_no\"");
    for (const auto &[key, value] : item.items())
        if (!keys.contains(key))
            malformed("\"lines\" has an unknown key \"" + key.substr(0, longest_text) + "\"");
    const bool by_sku = item.contains("sku");
    const json &wanted = by_sku ? item.at("sku") : item.at("line_no");
    if (by_sku ? !wanted.is_string() : !wanted.is_number_integer())
        malformed(by_sku ? "\"sku\" must be a string" : "\"line_no\" must be a whole number");
    const std::string what = by_sku ? "sku \"" + wanted.get<std::string>().substr(0, longest_text) + "\""
                                    : "line " + std::to_string(wanted.get<std::int64_t>());
    std::int64_t available = 0;
    bool found = false;
    const auto is_wanted = [&](const Refusable &line) {
        return by_sku ? line.sku == wanted.get<std::string>() : line.line_no == wanted.get<std::int64_t>();
    };
    for (const Refusable &line : lines)
        if (is_wanted(line)) {
            found = true;
            available += line.left - line.refused;
        }
    if (!found)
        throw core::Error("RF004", "the parcel has no " + what);
    const std::int64_t asked = quantity_of(item) < 0 ? available : quantity_of(item);
    if (asked > available)
        too_many(what, asked, available);
    std::int64_t rest = asked;
    for (Refusable &line : lines)
        if (is_wanted(line)) {
            const auto share = static_cast<std::int32_t>(std::min<std::int64_t>(rest, line.left - line.refused));
            line.refused += share;
            rest -= share;
        }
}

void refuse_lines(std::vector<Refusable> &lines, const json &payload) {
    const auto named = payload.find("lines");
    if (named == payload.end() || named->is_null()) {
        for (Refusable &line : lines)
            line.refused = line.left;
        return;
    }
    if (!named->is_array() || named->empty())
        malformed("\"lines\" must be an array with at least one element");
    for (const json &item : *named)
        refuse_line(lines, item);
}

void store_lines(Change &change, const std::vector<Refusable> &lines) {
    Row &row = change.row;
    std::vector<LineChange> stored;
    bool full = true;
    std::int64_t refused = 0;
    std::optional<std::string> supplier;
    bool one_supplier = true;
    for (const Refusable &line : lines) {
        stored.push_back({line.line_no, line.shipped, line.shipped - line.refused, line.refused, 0, 0, 0, 0,
                          line.supplier});
        full = full && line.refused == line.shipped;
        refused += line.refused;
        if (line.refused == 0)
            continue;
        one_supplier = one_supplier && line.supplier && (!supplier || supplier == line.supplier);
        supplier = line.supplier;
    }
    if (refused == 0)
        throw core::Error("RF009", "nothing is refused",
                          lines.empty() ? "The parcel has no lines."
                                        : "No unit is named, or every unit has been refused before.",
                          "Name at least one unit of one line.");
    row.set_text(Col::outcome, full ? "full" : "partial");
    row.set(Col::supplier, one_supplier ? value(supplier) : null_value());
    change.set_lines(stored);
    change.effects.lines = std::move(stored);
}

void set_reason(Change &change) {
    const std::optional<std::string> given = change.payload_text("reason");
    const std::optional<std::string> carrier = change.payload_text("carrier");
    if (!given)
        malformed("\"reason\" must be given");
    if (carrier) {
        const auto mapped = change.known().reason_map.find(std::pair(*carrier, *given));
        if (mapped == change.known().reason_map.end())
            throw core::Error("RF004", "reason \"" + *given + "\" of carrier \"" + *carrier + "\" does not exist", {},
                              "An administrator adds it to refusal.reason_map.");
        change.row.set_text(Col::reason, mapped->second);
        return;
    }
    if (!change.known().reasons.contains(*given))
        throw core::Error("RF004", "reason \"" + *given + "\" does not exist");
    change.row.set_text(Col::reason, *given);
}

void set_courier_and_proof(Change &change) {
    const std::optional<std::string> courier = change.payload_text("courier");
    if (courier || change.row.null(Col::courier))
        change.row.set(Col::courier, value(courier ? courier : change.parcel().courier));
    const auto proof = change.request.payload.find("proof");
    if (proof != change.request.payload.end() && !proof->is_null())
        check_proof(*proof);
    change.row.set_boolean(Col::proof_accepted, false);
}

void set_entry(Change &change) {
    const std::int32_t given = change.payload_facility();
    const std::int32_t facility = given != 0 ? given : change.parcel().depot_id;
    change.row.set_id(Col::facility_id, facility);
    change.row.set_id(Col::entry_facility_id, facility);
    change.row.set_boolean(Col::inside, false);
    change.row.set_boolean(Col::scanned, false);
    change.row.set_null(Col::next_facility_id);
    change.row.set_time(Col::occurred_at, change.occurred_at);
    change.row.set_time(Col::last_fact_at, change.occurred_at);
}

} // namespace

core::Error open_refusal(std::int64_t refusal_id) {
    return {"RF011", "the parcel has an open refusal", "It is refusal " + std::to_string(refusal_id) + ".",
            "Fire events of that refusal, or void it."};
}

void capture_effects(Change &change) {
    Row &row = change.row;
    const Parcel &parcel = change.parcel();
    if (parcel.shop_id != row.integer(Col::shop_id))
        throw core::Error("RF004", "parcel " + std::to_string(parcel.parcel_id) + " does not exist");
    if (parcel.open_refusal_id)
        throw open_refusal(*parcel.open_refusal_id);
    std::vector<Refusable> lines;
    for (const ParcelLine &line : parcel.lines)
        lines.push_back({line.line_no, line.sku, line.quantity, line.quantity - line.refused_before, 0,
                         line.supplier ? line.supplier : parcel.supplier});
    refuse_lines(lines, change.request.payload);
    store_lines(change, lines);
    set_reason(change);
    set_courier_and_proof(change);
    set_entry(change);
    row.set_int32(Col::version, 0);
    row.set_int32(Col::attempt, 1);
    row.set_int32(Col::leg_no, 0);
    row.set_money(Col::cost_actual, 0);
    row.set_money(Col::leg_cost, 0);
    row.set_boolean(Col::sorted, false);
    row.set_time(Col::recorded_at, change.now);
    row.set_text(Col::money_state, parcel.cod_amount > 0 ? "none" : "due");
    row.set(Col::request_id, uuid_value(change.request.request_id));
    row.set(Col::request_digest,
            change.request.digest.empty() ? null_value() : bytes_value(change.request.digest));
    change.request.facts = nullptr; // they are others now
}

void refuse_again_effects(Change &change) {
    Row &row = change.row;
    const Parcel &parcel = change.parcel();
    // Only what went out again can come back refused.
    std::vector<Refusable> lines;
    for (const LineChange &line : change.lines()) {
        const ParcelLine *shipped = parcel.line(line.line_no);
        lines.push_back({line.line_no, shipped != nullptr ? shipped->sku : std::string(), line.shipped, line.refused,
                         0, line.supplier});
    }
    refuse_lines(lines, change.request.payload);
    store_lines(change, lines);
    if (change.request.payload.contains("reason"))
        set_reason(change);
    set_courier_and_proof(change);
    set_entry(change);
    row.set_int32(Col::attempt, row.integer(Col::attempt) + 1);
    row.set_boolean(Col::sorted, false);
    row.set_null(Col::rule_id);
    row.set_null(Col::action);
    forget_window(change);
    change.request.facts = nullptr; // they are others now
}

} // namespace refusal::backend
