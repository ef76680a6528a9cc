# patlas_layer(NAME sources-folder... LINK targets...): one static library from every .cc of its folder.

add_library(patlas_options INTERFACE)
target_include_directories(patlas_options INTERFACE ${PROJECT_SOURCE_DIR} ${PROJECT_SOURCE_DIR}/include)
target_compile_options(patlas_options INTERFACE -march=x86-64-v2 -fno-strict-aliasing)
target_compile_definitions(patlas_options INTERFACE HWY_WANT_AVX3_DL
  $<$<CONFIG:Debug>:_GLIBCXX_ASSERTIONS>)
if(PATLAS_DEV)
  target_compile_options(patlas_options INTERFACE
    -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wno-sign-conversion -Werror
    $<$<CXX_COMPILER_ID:GNU>:-Wno-restrict>)  # g++ 12 sees overlaps in std::string's operator+ that are not there
endif()
if(PATLAS_SANITIZE)
  target_compile_options(patlas_options INTERFACE -fsanitize=${PATLAS_SANITIZE} -fno-omit-frame-pointer
    -fno-sanitize-recover=all)
  target_link_options(patlas_options INTERFACE -fsanitize=${PATLAS_SANITIZE})
  if(PATLAS_FUZZ)
    target_compile_options(patlas_options INTERFACE -fsanitize=fuzzer-no-link)
  endif()
else()
  target_compile_options(patlas_options INTERFACE -fstack-protector-strong)
  target_compile_definitions(patlas_options INTERFACE $<$<CONFIG:Release>:_FORTIFY_SOURCE=2>)
endif()

function(patlas_layer name)
  cmake_parse_arguments(LAYER "" "" "LINK" ${ARGN})
  file(GLOB sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/*.cc)
  foreach(folder ${LAYER_UNPARSED_ARGUMENTS})
    file(GLOB more CONFIGURE_DEPENDS ${CMAKE_CURRENT_SOURCE_DIR}/${folder}/*.cc)
    list(APPEND sources ${more})
  endforeach()
  if(sources)
    add_library(${name} STATIC ${sources})
    target_link_libraries(${name} PUBLIC patlas_options ${LAYER_LINK})
  else()
    add_library(${name} INTERFACE)
    target_link_libraries(${name} INTERFACE patlas_options ${LAYER_LINK})
  endif()
endfunction()

# patlas_tests(folder target...): one test program from tests/<folder>/*_test.cc. A …_slow_test.cc or a
# …_threads_test.cc gets a program of its own and the ctest label slow or threads.
function(patlas_test_program name sources label)
  add_executable(${name} ${sources})
  target_link_libraries(${name} PRIVATE ${ARGN} rapidcheck GTest::gmock GTest::gtest_main)
  target_compile_definitions(${name} PRIVATE PATLAS_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    PATLAS_BINARY_DIR="${PROJECT_BINARY_DIR}")
  add_test(NAME ${name} COMMAND ${name})
  if(label)
    set_tests_properties(${name} PROPERTIES LABELS ${label})
    set_property(GLOBAL APPEND PROPERTY PATLAS_${label}_PROGRAMS ${name})
  endif()
endfunction()

function(patlas_tests folder)
  string(REPLACE "/" "_" name ${folder})
  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/tests/${folder}/*_test.cc)
  foreach(source ${sources})
    if(source MATCHES "_(slow|threads)_test\\.cc$")
      set(label ${CMAKE_MATCH_1})
      list(REMOVE_ITEM sources ${source})
      get_filename_component(alone ${source} NAME_WE)
      patlas_test_program(${name}_${alone} ${source} ${label} ${ARGN})
    endif()
  endforeach()
  if(sources)
    patlas_test_program(${name}_test "${sources}" "" ${ARGN})
  endif()
endfunction()
