#pragma once

#include "change.hpp"

namespace refusal::client {

enum class Format { text, json };

// Writes changes to standard output, one line each, at once: whoever reads the pipe is waiting for them.
class Printer {
public:
    explicit Printer(Format format);
    // Throws std::runtime_error where standard output takes no more.
    void print(const Change &change) const;

private:
    Format format_;
    bool coloured_;
};

} // namespace refusal::client
