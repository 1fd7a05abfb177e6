# Finds the server to build an extension for, through its pg_config:
#   PG_CONFIG                              cache: given, or that of the newest server on this machine
#   PostgreSQLServer_{VERSION,VERSION_MAJOR,BINDIR,PKGLIBDIR,SHAREDIR,INCLUDEDIR}
#   PostgreSQL::Server                     target: the server's headers
#
# The pg_config on the PATH is not asked first: on Debian it may be the client library's, which knows no server.

if(NOT PG_CONFIG)
    file(GLOB installed LIST_DIRECTORIES true /usr/lib/postgresql/[0-9]*)
    list(SORT installed COMPARE NATURAL ORDER DESCENDING)
    foreach(directory IN LISTS installed)
        if(NOT PG_CONFIG AND EXISTS "${directory}/bin/postgres" AND EXISTS "${directory}/bin/pg_config")
            set(PG_CONFIG "${directory}/bin/pg_config")
        endif()
    endforeach()
endif()
find_program(PG_CONFIG pg_config)
set(PG_CONFIG "${PG_CONFIG}" CACHE FILEPATH "pg_config of the server to build for" FORCE)

function(ask_pg_config option variable)
    execute_process(COMMAND "${PG_CONFIG}" "${option}"
        OUTPUT_VARIABLE answer OUTPUT_STRIP_TRAILING_WHITESPACE ERROR_QUIET)
    set(${variable} "${answer}" PARENT_SCOPE)
endfunction()

if(PG_CONFIG)
    ask_pg_config(--version version)
    string(REGEX REPLACE "^PostgreSQL ([0-9.]+).*" "\\1" PostgreSQLServer_VERSION "${version}")
    string(REGEX REPLACE "\\..*" "" PostgreSQLServer_VERSION_MAJOR "${PostgreSQLServer_VERSION}")
    ask_pg_config(--bindir PostgreSQLServer_BINDIR)
    ask_pg_config(--pkglibdir PostgreSQLServer_PKGLIBDIR)
    ask_pg_config(--sharedir PostgreSQLServer_SHAREDIR)
    ask_pg_config(--includedir-server PostgreSQLServer_INCLUDEDIR)
endif()

set(PostgreSQLServer_POSTGRES_H)
if(EXISTS "${PostgreSQLServer_INCLUDEDIR}/postgres.h")
    set(PostgreSQLServer_POSTGRES_H "${PostgreSQLServer_INCLUDEDIR}/postgres.h")
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(PostgreSQLServer
    REQUIRED_VARS PG_CONFIG PostgreSQLServer_PKGLIBDIR PostgreSQLServer_SHAREDIR PostgreSQLServer_POSTGRES_H
    VERSION_VAR PostgreSQLServer_VERSION
    REASON_FAILURE_MESSAGE "PG_CONFIG must name the pg_config of a server whose headers are installed")

if(PostgreSQLServer_FOUND AND NOT TARGET PostgreSQL::Server)
    add_library(PostgreSQL::Server INTERFACE IMPORTED)
    # Imported targets give SYSTEM include paths: warnings in the server's headers are not ours.
    set_target_properties(PostgreSQL::Server PROPERTIES
        INTERFACE_INCLUDE_DIRECTORIES "${PostgreSQLServer_INCLUDEDIR}"
        INTERFACE_COMPILE_DEFINITIONS _GNU_SOURCE)
endif()
