#pragma once

#include "deliver/database.hpp"
#include "deliver/deliver.hpp"
#include "deliver/sender.hpp"

namespace refusal::client {

// What all endpoints work with.
struct Tools {
    const DeliverOptions &options;
    Database &database;
    Sender &sender;
};

} // namespace refusal::client
