#include "descriptors.hpp"

#include <sys/resource.h>

#include <algorithm>

namespace refusal::client {

void allow_descriptors(std::size_t wanted) {
    rlimit limit = {};
    getrlimit(RLIMIT_NOFILE, &limit);
    const auto allowed = std::min<rlim_t>(limit.rlim_max, wanted);
    if (limit.rlim_cur < allowed) {
        limit.rlim_cur = allowed;
        setrlimit(RLIMIT_NOFILE, &limit);
    }
}

} // namespace refusal::client
