#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace refusal::client::cabinet {

// Text that many connections send without a copy of their own.
using SharedText = std::shared_ptr<const std::string>;

// A body that comes piece by piece. All of it happens on the event loop.
class Source {
public:
    // A piece; a null one: that was the last, and it was whole or not.
    using Taken = std::function<void(SharedText piece, bool whole)>;
    virtual ~Source() = default;
    // Called again only when the piece before was written.
    virtual void next(Taken taken) = 0;
    // Nobody takes the rest.
    virtual void abandon() = 0;
};

struct Answer {
    unsigned status = 200;
    std::string content_type = "application/json";
    std::string body;
    std::string_view fixed = {}; // instead of `body`: what lives as long as the program
    std::vector<std::pair<std::string, std::string>> headers = {};
    std::shared_ptr<Source> source = {}; // instead of either

    std::string_view content() const { return body.empty() ? fixed : std::string_view(body); }
};

// Called once, on the event loop.
using Reply = std::function<void(Answer)>;

// What every answer carries, whatever it is.
const std::vector<std::pair<const char *, const char *>> &protective_headers();

} // namespace refusal::client::cabinet
