#pragma once

#include "cabinet/answer.hpp"
#include "cabinet/request.hpp"

#include <string_view>
#include <vector>

namespace refusal::client::cabinet {

// A file of the front end, as the build put it into the program.
struct WebFile {
    std::string_view path;
    std::string_view content;
};

// Made by the build.
const std::vector<WebFile> &web_files();

// The file that a path names; the front end's start page for a path that is one of its own; else 404.
Answer file_answer(const Request &request);

} // namespace refusal::client::cabinet
