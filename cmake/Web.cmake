# The cabinet's front end: built by npm from clients/cabinet/web, and put into the program. Where npm may not fetch
# packages, CABINET_WEB names a directory with a front end that was built elsewhere.
set(CABINET_WEB "" CACHE PATH "A front end of the cabinet that is built already; empty: npm builds it")
set(web_output "${PROJECT_BINARY_DIR}/web_files.cpp")
if(CABINET_WEB)
    file(GLOB_RECURSE web_files CONFIGURE_DEPENDS "${CABINET_WEB}/*")
    set(web_directory "${CABINET_WEB}")
else()
    find_program(NPM npm)
    if(NOT NPM)
        message(FATAL_ERROR "npm was not found: install it (make packages), or build with CMAKE_FLAGS=-DCABINET_WEB=DIR, "
            "a front end that was built elsewhere")
    endif()
    set(web_source "${PROJECT_SOURCE_DIR}/clients/cabinet/web")
    # Beside the checkout, which stays as it is.
    set(web_copy "${PROJECT_BINARY_DIR}/web-build")
    set(web_directory "${PROJECT_BINARY_DIR}/web")
    set(web_files "${web_directory}/index.html")

    set(web_packages "${web_source}/package.json" "${web_source}/package-lock.json" "${web_source}/.npmrc")
    add_custom_command(OUTPUT "${web_copy}/node_modules/.package-lock.json"
        COMMAND "${CMAKE_COMMAND}" -E make_directory "${web_copy}"
        COMMAND "${CMAKE_COMMAND}" -E copy ${web_packages} "${web_copy}"
        COMMAND "${CMAKE_COMMAND}" -E chdir "${web_copy}" "${NPM}" ci --ignore-scripts --no-audit --no-fund --loglevel=error
        DEPENDS ${web_packages}
        COMMENT "Fetching what the cabinet's pages are built with" VERBATIM)

    file(GLOB_RECURSE web_sources CONFIGURE_DEPENDS "${web_source}/src/*")
    set(web_build "${web_source}/build.mjs" "${web_source}/tsconfig.json")
    add_custom_command(OUTPUT "${web_directory}/index.html"
        COMMAND "${CMAKE_COMMAND}" -E rm -rf "${web_copy}/src"
        COMMAND "${CMAKE_COMMAND}" -E copy_directory "${web_source}/src" "${web_copy}/src"
        COMMAND "${CMAKE_COMMAND}" -E copy ${web_build} "${web_copy}"
        COMMAND "${NPM}" --prefix "${web_copy}" run --silent build -- --outdir "${web_directory}"
        DEPENDS ${web_sources} ${web_build} "${web_copy}/node_modules/.package-lock.json"
        COMMENT "Building the cabinet's pages" VERBATIM)
endif()
add_custom_command(OUTPUT "${web_output}"
    COMMAND "${CMAKE_COMMAND}" -D "DIRECTORY=${web_directory}" -D "OUTPUT=${web_output}" -P "${PROJECT_SOURCE_DIR}/cmake/embed.cmake"
    DEPENDS ${web_files} cmake/embed.cmake VERBATIM)
