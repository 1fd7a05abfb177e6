#pragma once

namespace refusal::client {

// SIGTERM and SIGINT, as something that can be waited for. To be made before any thread is started: they are
// held back in all of them.
class StopSignal {
public:
    StopSignal();
    ~StopSignal();
    StopSignal(const StopSignal &) = delete;
    StopSignal &operator=(const StopSignal &) = delete;
    // Readable when one has come.
    int descriptor() const { return descriptor_; }
    // Has one come since the last call?
    bool take() const;

private:
    int descriptor_;
};

} // namespace refusal::client
