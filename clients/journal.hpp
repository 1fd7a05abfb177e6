#pragma once

#include "change.hpp"

#include <pqxx/pqxx>

#include <string>
#include <vector>

namespace refusal::client {

// What notifications did not tell: events of a time without connection, and those of a payload too large to
// list them. Stateless towards the server, it is where a reader with a position of its own can take over.
class Journal {
public:
    // No shops: those of every shop the role may see.
    explicit Journal(const std::vector<std::string> &shops);
    // Nothing that is committed by now will be read. A second call changes nothing.
    void begin(pqxx::connection &connection);
    // What was committed since begin() or the last read(), in the journal's order.
    std::vector<Change> read(pqxx::connection &connection);

private:
    std::string shops_;
    std::string snapshot_;
};

} // namespace refusal::client
