#include "cabinet/csv.hpp"

#include <nlohmann/json.hpp>

#include <array>
#include <regex>

namespace refusal::client::cabinet {

namespace {

// Of RefusalRow, in the order of the columns.
constexpr std::array columns = {
    "refusal_id",       "number",       "state",       "reason",         "outcome",       "action",
    "attempt",          "region",       "courier",     "facility",       "facility_name", "destination",
    "destination_name", "cost_planned", "cost_actual", "declared_value", "money_state",   "occurred_at",
    "recorded_at",      "updated_at",   "deadline_at",
};

bool is_number(const std::string &text) {
    static const std::regex number("-?[0-9]+(\\.[0-9]+)?");
    return std::regex_match(text, number);
}

std::string text_of(const nlohmann::json &value) {
    if (value.is_null()) {
        return {};
    }
    return value.is_string() ? value.get<std::string>() : value.dump();
}

} // namespace

std::string csv_cell(const std::string &text) {
    const bool formula = !text.empty() && std::string("=+-@\t\r\n").find(text.front()) != std::string::npos;
    std::string cell = formula && !is_number(text) ? "'" + text : text;
    if (cell.find_first_of(",\"\r\n") == std::string::npos) {
        return cell;
    }
    for (auto at = cell.find('"'); at != std::string::npos; at = cell.find('"', at + 2)) {
        cell.insert(at, 1, '"');
    }
    return '"' + cell + '"';
}

std::string csv_head() {
    std::string line = "\xEF\xBB\xBF";
    const char *separator = "";
    for (const auto *column : columns) {
        line += separator + std::string(column);
        separator = ",";
    }
    return line + "\r\n";
}

CsvPage csv_page(const std::string &list) {
    const auto parsed = nlohmann::json::parse(list);
    CsvPage page;
    for (const auto &row : parsed.at("rows")) {
        const char *separator = "";
        for (const auto *column : columns) {
            page.lines += separator + csv_cell(text_of(row.at(column)));
            separator = ",";
        }
        page.lines += "\r\n";
    }
    page.next = text_of(parsed.at("next"));
    return page;
}

} // namespace refusal::client::cabinet
