#pragma once

#include "backend/transition/change.hpp"

// What the warehouse does with the lines: received, graded, repacked, placed.
namespace refusal::backend {

std::optional<Blocked> line_known(Change &change);
std::optional<Blocked> line_graded(Change &change);
std::optional<Blocked> lines_disposed(Change &change);

void receive_lines(Change &change); // all where the payload names none
void grade_line(Change &change);
void repack_line(Change &change);
void place_line(Change &change);
void hand_to_supplier(Change &change);

std::string destination_code(const Row &row); // empty: none

// Would these lines complete the refusal? Chooses between receive and receive_part.
bool completes(Change &change, const nlohmann::json &lines);

} // namespace refusal::backend
