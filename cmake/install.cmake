# What `cmake --install` gives: the shared library with include/patlas, find_package(patlas), patlas.pc, and the program.
# Components: library (to run with), development (to build with), program.
include(GNUInstallDirs)
include(CMakePackageConfigHelpers)

install(TARGETS patlas_shared EXPORT patlas
  LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT library NAMELINK_COMPONENT development)
install(TARGETS patlas_cli RUNTIME DESTINATION ${CMAKE_INSTALL_BINDIR} COMPONENT program)
foreach(component library program)
  install(FILES LICENSE NOTICE DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT ${component})
endforeach()
# The pages that the headers name.
install(FILES query/SYNTAX.md programs/cli/JSON.md ingest/RECORD.md DESTINATION ${CMAKE_INSTALL_DOCDIR} COMPONENT development)
install(DIRECTORY include/patlas DESTINATION ${CMAKE_INSTALL_INCLUDEDIR} COMPONENT development FILES_MATCHING PATTERN "*.h")

set(package ${CMAKE_INSTALL_LIBDIR}/cmake/patlas)
install(EXPORT patlas NAMESPACE patlas:: FILE patlasTargets.cmake DESTINATION ${package} COMPONENT development)
configure_package_config_file(cmake/patlasConfig.cmake.in patlasConfig.cmake INSTALL_DESTINATION ${package})
write_basic_package_version_file(patlasConfigVersion.cmake COMPATIBILITY SameMajorVersion)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/patlasConfig.cmake ${CMAKE_CURRENT_BINARY_DIR}/patlasConfigVersion.cmake
  DESTINATION ${package} COMPONENT development)

# Relative to itself, so that the installed tree can be moved.
file(RELATIVE_PATH PATLAS_PC_PREFIX /${CMAKE_INSTALL_LIBDIR}/pkgconfig /)
string(REGEX REPLACE "/$" "" PATLAS_PC_PREFIX ${PATLAS_PC_PREFIX})
configure_file(cmake/patlas.pc.in patlas.pc @ONLY)
install(FILES ${CMAKE_CURRENT_BINARY_DIR}/patlas.pc DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig COMPONENT development)
