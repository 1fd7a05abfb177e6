#pragma once

#include "cabinet/request.hpp"

namespace refusal::client::cabinet {

// Did a page of ours send it, as far as the browser says where it comes from? And is it JSON, which a form of
// another page cannot send?
bool is_same_origin(const Request &request);
bool is_json(const Request &request);

// In a time that does not tell how much of it is right.
bool same_secret(const std::string &left, const std::string &right);

} // namespace refusal::client::cabinet
