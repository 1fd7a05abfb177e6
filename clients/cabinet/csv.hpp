#pragma once

#include <string>

namespace refusal::client::cabinet {

// The page of refusals that a list gave, as lines of RFC 4180.
struct CsvPage {
    std::string lines;
    std::string next; // where the next page begins; empty: this was the last one
};
CsvPage csv_page(const std::string &list);

// What begins the file: the mark by which spreadsheets know UTF-8, and the columns' names.
std::string csv_head();

// A cell. What a spreadsheet would take for a formula it gets as text.
std::string csv_cell(const std::string &text);

} // namespace refusal::client::cabinet
