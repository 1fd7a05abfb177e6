#pragma once

#include "cabinet/api.hpp"
#include "cabinet/http_server.hpp"

namespace refusal::client::cabinet {

// Everything that the server answers: the front end's files, its API, and how the server is doing.
class Site {
public:
    Site(Api &api, bool metrics) : api_(api), metrics_(metrics) {}
    void handle(Request request, const Reply &reply);
    // Numbers by name, and whether the server can do its work.
    void tell_health(std::function<bool()> healthy, std::function<std::string()> numbers) {
        healthy_ = std::move(healthy);
        numbers_ = std::move(numbers);
    }

private:
    void dispatch(Request request, const Reply &reply);
    Answer health() const;
    Answer numbers(const Request &request) const;

    Api &api_;
    const bool metrics_;
    std::function<bool()> healthy_;
    std::function<std::string()> numbers_;
    unsigned long requests_ = 0;
    unsigned long failed_ = 0;
};

} // namespace refusal::client::cabinet
