# Targets the tests use; `make` alone builds neither, and needs no Boost and no clang-tidy.

# The unit tests: the core, without a server. That they link is a proof that the core stands on its own.
file(GLOB unit_sources CONFIGURE_DEPENDS tests/unit/*.cpp)
find_package(Boost 1.74 COMPONENTS unit_test_framework)
if(Boost_FOUND)
    add_executable(unit_tests EXCLUDE_FROM_ALL ${unit_sources})
    target_link_libraries(unit_tests PRIVATE pg_refusal_core Boost::unit_test_framework)
endif()

# And what of the client needs neither server nor network.
file(GLOB client_unit_sources CONFIGURE_DEPENDS tests/unit/clients/*.cpp)
set(client_parts backoff deliver/address deliver/breaker deliver/outcome deliver/rate deliver/signature deliver/window)
list(TRANSFORM client_parts REPLACE "(.+)" "${PROJECT_SOURCE_DIR}/clients/\\1.cpp")
if(Boost_FOUND)
    add_executable(client_unit_tests EXCLUDE_FROM_ALL ${client_unit_sources} ${client_parts})
    target_include_directories(client_unit_tests PRIVATE clients)
    target_link_libraries(client_unit_tests PRIVATE OpenSSL::Crypto Boost::unit_test_framework)
    set_target_properties(client_unit_tests PROPERTIES CXX_STANDARD 17)
endif()

# clang-tidy over the core. A stamp per file: only what changed is looked at again.
find_program(CLANG_TIDY clang-tidy)
file(GLOB core_headers CONFIGURE_DEPENDS extension/core/*.hpp)
set(tidy_stamps)
foreach(source IN LISTS core_sources)
    get_filename_component(name "${source}" NAME)
    set(stamp "${PROJECT_BINARY_DIR}/tidy/${name}.stamp")
    add_custom_command(OUTPUT "${stamp}"
        COMMAND "${CMAKE_COMMAND}" -E rm -f "${stamp}"
        COMMAND "${CLANG_TIDY}" --quiet -p "${PROJECT_BINARY_DIR}" "${source}"
        COMMAND "${CMAKE_COMMAND}" -E touch "${stamp}"
        DEPENDS "${source}" ${core_headers} .clang-tidy
        COMMENT "Checking extension/core/${name}" VERBATIM)
    list(APPEND tidy_stamps "${stamp}")
endforeach()
file(MAKE_DIRECTORY "${PROJECT_BINARY_DIR}/tidy")
add_custom_target(tidy DEPENDS ${tidy_stamps})

# What keeps books while tests/faults break the server. libpqxx as for the client.
file(GLOB ledger_sources CONFIGURE_DEPENDS tests/faults/ledger/*.cpp)
add_executable(ledger EXCLUDE_FROM_ALL ${ledger_sources})
target_include_directories(ledger SYSTEM PRIVATE "${PQXX_INCLUDE_DIR}")
target_link_libraries(ledger PRIVATE "${PQXX_LIBRARY}" "${PQ_LIBRARY}" CLI11::CLI11 Threads::Threads)
set_target_properties(ledger PROPERTIES CXX_STANDARD 17)
