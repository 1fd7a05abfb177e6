#include "backend/intake/intake.hpp"

#include "backend/routing/network_cache.hpp"
#include "backend/server/arguments.hpp"

namespace refusal::backend {

namespace {

using nlohmann::json;

[[noreturn]] void does_not_add_up(const std::string &message, const std::string &detail) {
    throw core::Error("RF009", message, detail);
}

std::int32_t count(const json &item, const char *key, std::int32_t otherwise) {
    const auto found = item.find(key);
    if (found == item.end() || found->is_null())
        return otherwise;
    if (!found->is_number_integer() || found->get<std::int64_t>() < 0 || found->get<std::int64_t>() > PG_INT32_MAX)
        malformed("\"" + std::string(key) + "\" must be a whole number, zero or more");
    return static_cast<std::int32_t>(found->get<std::int64_t>());
}

LineChange *find_line(Change &change, std::int32_t line_no) {
    for (LineChange &line : change.lines())
        if (line.line_no == line_no)
            return &line;
    return nullptr;
}

std::int32_t payload_line_no(Change &change) {
    const json &payload = change.request.payload;
    if (!payload.contains("line_no"))
        return 0;
    return count(payload, "line_no", 0);
}

LineChange &payload_line(Change &change) {
    const std::int32_t line_no = payload_line_no(change);
    LineChange *line = find_line(change, line_no);
    if (line == nullptr)
        throw core::Error("RF004", "refusal " + std::to_string(change.refusal_id()) + " has no line " +
                                       std::to_string(line_no));
    return *line;
}

void check_keys(const json &item) {
    static const std::set<std::string, std::less<>> keys{"line_no", "received", "damaged", "surplus", "wrong_item"};
    if (!item.is_object() || !item.contains("line_no"))
        malformed("each element of \"lines\" must be an object with a \"line_no\"");
    for (const auto &[key, value] : item.items())
        if (!keys.contains(key))
            malformed("\"lines\" has an unknown key \"" + key.substr(0, longest_text) + "\"");
}

void receive_one(Change &change, const json &item) {
    check_keys(item);
    const std::int32_t line_no = count(item, "line_no", 0);
    LineChange *line = find_line(change, line_no);
    if (line == nullptr)
        throw core::Error("RF004", "refusal " + std::to_string(change.refusal_id()) + " has no line " +
                                       std::to_string(line_no));
    const std::int32_t expected = line->refused - line->received;
    const std::int32_t received = count(item, "received", expected);
    if (received > expected)
        does_not_add_up("line " + std::to_string(line_no) + " cannot receive " + std::to_string(received),
                        "Of " + std::to_string(line->refused) + " refused, " + std::to_string(line->received) +
                            " are received already; more than expected is surplus.");
    std::int64_t arrived = std::int64_t{line->received} + received;
    const std::int64_t surplus = std::int64_t{line->surplus} + count(item, "surplus", 0);
    const std::int64_t damaged = std::int64_t{line->damaged} + count(item, "damaged", 0);
    const std::int64_t wrong = std::int64_t{line->wrong_item} + count(item, "wrong_item", 0);
    if (surplus > PG_INT32_MAX || damaged + wrong > arrived + surplus)
        does_not_add_up("line " + std::to_string(line_no) + " has more damaged and wrong items than units",
                        "damaged + wrong_item must not exceed received + surplus.");
    line->received = static_cast<std::int32_t>(arrived);
    line->surplus = static_cast<std::int32_t>(surplus);
    line->damaged = static_cast<std::int32_t>(damaged);
    line->wrong_item = static_cast<std::int32_t>(wrong);
}

// The parts of one line that an action may still be done to, split so that exactly `quantity` units are covered.
template <typename Open, typename Act>
void act_on_parts(Change &change, std::int32_t line_no, std::optional<std::int32_t> quantity, Open open, Act act,
                  const char *what) {
    std::vector<LinePart> &parts = change.parts();
    std::int64_t available = 0;
    std::int32_t last = 0;
    for (const LinePart &part : parts) {
        if (part.line_no != line_no)
            continue;
        last = std::max(last, part.part);
        if (open(part))
            available += part.quantity;
    }
    std::int64_t left = quantity ? std::int64_t{*quantity} : available;
    if (left <= 0 || left > available)
        does_not_add_up("line " + std::to_string(line_no) + " has " + std::to_string(available) + " units to " + what,
                        quantity ? std::to_string(*quantity) + " were asked for." : "None is left.");
    std::vector<LinePart> rests;
    for (LinePart &part : parts) {
        if (left == 0)
            break;
        if (part.line_no != line_no || !open(part))
            continue;
        if (part.quantity > left) {
            LinePart rest = part;
            rest.part = ++last;
            rest.quantity = static_cast<std::int32_t>(part.quantity - left);
            part.quantity = static_cast<std::int32_t>(left);
            rests.push_back(std::move(rest));
        }
        left -= part.quantity;
        act(part);
    }
    parts.insert(parts.end(), rests.begin(), rests.end());
    change.effects.parts = parts;
    change.effects.parts_changed = true;
}

std::optional<std::int32_t> payload_quantity(Change &change) {
    const json &payload = change.request.payload;
    if (!payload.contains("quantity") || payload.at("quantity").is_null())
        return std::nullopt;
    const std::int32_t quantity = count(payload, "quantity", 0);
    if (quantity == 0)
        malformed("\"quantity\" must be positive");
    return quantity;
}

bool is_stocked(const std::string &disposition) {
    static const std::set<std::string, std::less<>> stocked{"restock",    "repack_restock", "resale_downgraded",
                                                           "quarantine", "repair",         "wrong_item"};
    return stocked.contains(disposition);
}

bool needs_nothing(const std::string &disposition) {
    return disposition == "missing" || disposition == "dispose" || disposition == "donate";
}

Blocked not_disposed(const std::string &message, const std::string &hint) {
    return {"lines_disposed",
            core::Error("RF002", message, "Guard lines_disposed blocks the event.", hint)};
}

} // namespace

std::optional<Blocked> line_known(Change &change) {
    const std::int32_t line_no = payload_line_no(change);
    if (find_line(change, line_no) != nullptr)
        return std::nullopt;
    return Blocked{"line_known", core::Error("RF002",
                                             line_no == 0 ? std::string("no line is named")
                                                          : "the refusal has no line " + std::to_string(line_no),
                                             "Guard line_known blocks the event.",
                                             "Give a line of the refusal as payload key \"line_no\".")};
}

std::optional<Blocked> line_graded(Change &change) {
    const std::int32_t line_no = payload_line_no(change);
    for (const LinePart &part : change.parts())
        if (part.line_no == line_no)
            return std::nullopt;
    return Blocked{"line_graded", core::Error("RF002",
                                              line_no == 0 ? std::string("no line is named")
                                                           : "line " + std::to_string(line_no) + " is not graded",
                                              "Guard line_graded blocks the event.", "Grade the line first.")};
}

std::optional<Blocked> lines_disposed(Change &change) {
    std::map<std::int32_t, std::int64_t> disposed;
    for (const LinePart &part : change.parts()) {
        const std::string where = "line " + std::to_string(part.line_no) + ", part " + std::to_string(part.part);
        disposed[part.line_no] += part.quantity;
        if (needs_nothing(part.disposition))
            continue;
        if (part.disposition == "repack_restock" && !part.repacked_at)
            return not_disposed(where + " is not repacked", "Repack it.");
        if (part.disposition == "to_supplier" && !part.document)
            return not_disposed(where + " has no document", "Place it with the supplier's document.");
        if (part.disposition == "reship" && !part.reship_parcel_id)
            return not_disposed(where + " has no new parcel", "Place it with the parcel it leaves in.");
        if (is_stocked(part.disposition) && !part.location)
            return not_disposed(where + " has no location", "Place it.");
    }
    for (const LineChange &line : change.lines()) {
        const std::int64_t came = std::int64_t{line.received} + line.surplus;
        if (disposed[line.line_no] != came)
            return not_disposed("line " + std::to_string(line.line_no) + " has " +
                                    std::to_string(disposed[line.line_no]) + " of " + std::to_string(came) +
                                    " units graded",
                                "Grade the rest.");
    }
    return std::nullopt;
}

void receive_lines(Change &change) {
    const auto named = change.request.payload.find("lines");
    if (named == change.request.payload.end() || named->is_null()) {
        for (LineChange &line : change.lines())
            line.received = line.refused;
    } else {
        if (!named->is_array() || named->empty())
            malformed("\"lines\" must be an array with at least one element");
        for (const json &item : *named)
            receive_one(change, item);
    }
    if (change.request.event == "receive")
        for (const LineChange &line : change.lines())
            if (line.received < line.refused)
                does_not_add_up("line " + std::to_string(line.line_no) + " is short by " +
                                    std::to_string(line.refused - line.received),
                                "Receive a part, and declare the rest short when no more will come.");
    change.effects.lines = change.lines();
}

std::string destination_code(const Row &row) {
    const core::Facility *facility = network().network->by_id(row.integer(Col::destination_id));
    return facility == nullptr ? std::string() : facility->code;
}

bool completes(Change &change, const json &lines) {
    if (lines.is_null())
        return true;
    if (!lines.is_array() || lines.empty())
        malformed("\"lines\" must be an array with at least one element");
    std::map<std::int32_t, std::int64_t> now;
    for (const json &item : lines) {
        check_keys(item);
        const std::int32_t line_no = count(item, "line_no", 0);
        const LineChange *line = find_line(change, line_no);
        now[line_no] += count(item, "received", line != nullptr ? line->refused - line->received : 0);
    }
    for (const LineChange &line : change.lines())
        if (line.received + now[line.line_no] < line.refused)
            return false;
    return true;
}

void grade_line(Change &change) {
    LineChange &line = payload_line(change);
    LinePart part;
    part.line_no = line.line_no;
    const auto grade = change.payload_text("grade");
    const auto disposition = change.payload_text("disposition");
    if (!grade || grade->size() > 100)
        malformed("\"grade\" must be a text of at most 100 bytes");
    if (!disposition || !(is_stocked(*disposition) || needs_nothing(*disposition) || *disposition == "to_supplier" ||
                          *disposition == "reship"))
        malformed("\"disposition\" is not known",
                  "It is one of restock, repack_restock, reship, resale_downgraded, quarantine, repair, to_supplier, "
                  "donate, dispose, missing, wrong_item.");
    part.grade = *grade;
    part.disposition = *disposition;
    std::int64_t graded = 0;
    for (const LinePart &other : change.parts())
        if (other.line_no == line.line_no) {
            graded += other.quantity;
            part.part = std::max(part.part, other.part);
        }
    ++part.part;
    const std::int64_t left = std::int64_t{line.received} + line.surplus - graded;
    const std::optional<std::int32_t> asked = payload_quantity(change);
    const std::int64_t quantity = asked ? std::int64_t{*asked} : left;
    if (quantity <= 0 || quantity > left)
        does_not_add_up("line " + std::to_string(line.line_no) + " has " + std::to_string(left) + " units to grade",
                        asked ? std::to_string(*asked) + " were asked for." : "None is left.");
    part.quantity = static_cast<std::int32_t>(quantity);
    change.parts().push_back(std::move(part));
    change.effects.parts = change.parts();
    change.effects.parts_changed = true;
}

void repack_line(Change &change) {
    act_on_parts(
        change, payload_line_no(change), payload_quantity(change),
        [](const LinePart &part) { return part.disposition == "repack_restock" && !part.repacked_at; },
        [&](LinePart &part) { part.repacked_at = change.now; }, "repack");
}

void place_line(Change &change) {
    const auto location = change.payload_text("location");
    const auto document = change.payload_text("document");
    const auto parcel = change.payload_text("parcel");
    if (!location && !document && !parcel)
        malformed("\"location\" must be given");
    std::optional<std::int64_t> parcel_id;
    if (parcel) {
        static Statement find("SELECT parcel_id FROM refusal.parcel WHERE shop_id = $1 AND number = $2",
                              {INT4OID, TEXTOID});
        const Rows rows = find.run({value(change.row.integer(Col::shop_id)), value(*parcel)});
        if (rows.empty())
            throw core::Error("RF004", "parcel \"" + *parcel + "\" does not exist");
        parcel_id = rows.bigint(0, 1);
    }
    act_on_parts(
        change, payload_line_no(change), payload_quantity(change),
        [&](const LinePart &part) {
            if (parcel_id)
                return part.disposition == "reship" && !part.reship_parcel_id;
            if (document && part.disposition == "to_supplier")
                return !part.document.has_value();
            return is_stocked(part.disposition) && !part.location &&
                   (part.disposition != "repack_restock" || part.repacked_at.has_value());
        },
        [&](LinePart &part) {
            part.location = location;
            if (document)
                part.document = document;
            if (parcel_id)
                part.reship_parcel_id = parcel_id;
        },
        "place");
}

void hand_to_supplier(Change &change) {
    const auto document = change.payload_text("document");
    for (LinePart &part : change.parts())
        if (part.disposition == "to_supplier" && !part.document) {
            part.document = document;
            change.effects.parts_changed = true;
        }
    change.effects.parts = change.parts();
}

} // namespace refusal::backend
