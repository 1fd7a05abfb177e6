# What `make bench` builds besides: the core's part of it, without a server.
add_executable(bench_decision EXCLUDE_FROM_ALL bench/decision.cpp)
target_link_libraries(bench_decision PRIVATE pg_refusal_core)

# Consumers and listeners, as an application has them. libpqxx as for the client, and what it stands on.
find_path(PQ_INCLUDE_DIR libpq-fe.h PATH_SUFFIXES postgresql REQUIRED)
foreach(program feed latency cabinet)
    add_executable(bench_${program} EXCLUDE_FROM_ALL bench/${program}.cpp)
    target_include_directories(bench_${program} SYSTEM PRIVATE "${PQXX_INCLUDE_DIR}" "${PQ_INCLUDE_DIR}")
    target_link_libraries(bench_${program} PRIVATE
        "${PQXX_LIBRARY}" "${PQ_LIBRARY}" nlohmann_json::nlohmann_json Threads::Threads)
    set_target_properties(bench_${program} PROPERTIES CXX_STANDARD 17)
endforeach()
