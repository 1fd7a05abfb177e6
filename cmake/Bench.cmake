# What `make bench` builds besides: the core's part of it, without a server.
add_executable(bench_decision EXCLUDE_FROM_ALL bench/decision.cpp)
target_link_libraries(bench_decision PRIVATE pg_refusal_core)
