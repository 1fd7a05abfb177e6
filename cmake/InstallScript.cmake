# The extension's scripts, made at build time from the files cmake/Sql.cmake lists:
#   pg_refusal--<version>.sql        all of them
#   pg_refusal--<from>--<to>.sql     sql/updates/<from>--<to>.sql, then the functions
# extension_scripts is set to the paths in the build tree.

set(concatenate "${PROJECT_SOURCE_DIR}/cmake/concatenate.sh")
set(extension_scripts)

function(add_extension_script name statement)
    set(output "${PROJECT_BINARY_DIR}/${name}")
    add_custom_command(OUTPUT "${output}"
        COMMAND "${concatenate}" "${output}" "${statement}" ${ARGN}
        DEPENDS ${ARGN} cmake/concatenate.sh cmake/seed.awk
        WORKING_DIRECTORY "${PROJECT_SOURCE_DIR}"
        COMMENT "Writing ${name}" VERBATIM)
    set(extension_scripts ${extension_scripts} "${output}" PARENT_SCOPE)
endfunction()

add_extension_script("pg_refusal--${PROJECT_VERSION}.sql" "CREATE EXTENSION pg_refusal" ${INSTALL_SQL})

file(GLOB updates RELATIVE "${PROJECT_SOURCE_DIR}" CONFIGURE_DEPENDS sql/updates/*--*.sql)
foreach(update IN LISTS updates)
    get_filename_component(versions "${update}" NAME)
    string(REGEX REPLACE "^.*--(.*)\\.sql$" "\\1" to "${versions}")
    add_extension_script("pg_refusal--${versions}" "ALTER EXTENSION pg_refusal UPDATE TO '${to}'"
        "${update}" ${RE_RUN_SQL})
endforeach()

add_custom_target(pg_refusal_scripts ALL DEPENDS ${extension_scripts})
