# `make install` and `make uninstall`: into the places pg_config names. DESTDIR is put before them.

install(TARGETS pg_refusal_module LIBRARY DESTINATION "${PostgreSQLServer_PKGLIBDIR}")
install(TARGETS pg_refusal_client RUNTIME DESTINATION "${PostgreSQLServer_BINDIR}")
install(FILES "${PROJECT_BINARY_DIR}/pg_refusal.control" ${extension_scripts}
    DESTINATION "${PostgreSQLServer_SHAREDIR}/extension")

# By name, not by a manifest of the last install: this works in a fresh clone too.
set(installed_files
    "${PostgreSQLServer_PKGLIBDIR}/pg_refusal.so"
    "${PostgreSQLServer_BINDIR}/pg_refusal"
    "${PostgreSQLServer_SHAREDIR}/extension/pg_refusal.control")
foreach(script IN LISTS extension_scripts)
    get_filename_component(name "${script}" NAME)
    list(APPEND installed_files "${PostgreSQLServer_SHAREDIR}/extension/${name}")
endforeach()
set(removals)
foreach(file IN LISTS installed_files)
    list(APPEND removals "\"$DESTDIR${file}\"")
endforeach()
list(JOIN removals " " removals)
add_custom_target(uninstall COMMAND sh -c "rm -fv -- ${removals}" VERBATIM)
