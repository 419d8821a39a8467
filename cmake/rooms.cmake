# donthu_room(<name> SOURCES … [DEPENDS <rooms>…] [LIBRARIES <public third party>…] [PRIVATE <third party>…])
#
# One folder = one static library = one namespace. A room's link line states its direct needs; the check
# of engine/edges.txt makes sure that includes and links agree with the house plan.
function(donthu_room name)
  cmake_parse_arguments(ROOM "" "" "SOURCES;DEPENDS;LIBRARIES;PRIVATE" ${ARGN})
  if(ROOM_UNPARSED_ARGUMENTS)
    message(FATAL_ERROR "donthu_room(${name}): unknown arguments ${ROOM_UNPARSED_ARGUMENTS}")
  endif()
  add_library(donthu_${name} STATIC ${ROOM_SOURCES})
  add_library(donthu::${name} ALIAS donthu_${name})
  target_include_directories(donthu_${name} PUBLIC ${PROJECT_SOURCE_DIR})
  list(TRANSFORM ROOM_DEPENDS PREPEND donthu::)
  target_link_libraries(donthu_${name}
    PUBLIC ${ROOM_DEPENDS} ${ROOM_LIBRARIES}
    PRIVATE donthu_warnings ${ROOM_PRIVATE})
endfunction()

# donthu_test_program(<name> SOURCES … DEPENDS <rooms>… [LIBRARIES …]): built, but not run by itself.
function(donthu_test_program name)
  cmake_parse_arguments(TEST "" "" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  list(TRANSFORM TEST_DEPENDS PREPEND donthu::)
  add_executable(${name} ${TEST_SOURCES})
  target_link_libraries(${name} PRIVATE ${TEST_DEPENDS} ${TEST_LIBRARIES} GTest::gmock_main
                        donthu_warnings)
  # Outside test data lies beside the project, where there is any; tests skip loudly without it.
  target_compile_definitions(${name} PRIVATE
    DONTHU_SOURCE_DIR="${PROJECT_SOURCE_DIR}"
    DONTHU_VECTORS_DIR="${PROJECT_SOURCE_DIR}/../shared/vectors"
    DONTHU_REGISTRY_DIR="${PROJECT_SOURCE_DIR}/../shared/registry")
endfunction()

# donthu_test(<name> LABEL <label> SOURCES … DEPENDS <rooms>… [LIBRARIES …]): each case is a test.
function(donthu_test name)
  cmake_parse_arguments(TEST "" "LABEL;TIMEOUT" "SOURCES;DEPENDS;LIBRARIES" ${ARGN})
  if(NOT TEST_TIMEOUT)
    set(TEST_TIMEOUT 300)
  endif()
  donthu_test_program(${name} SOURCES ${TEST_SOURCES} DEPENDS ${TEST_DEPENDS}
                      LIBRARIES ${TEST_LIBRARIES})
  gtest_discover_tests(${name} DISCOVERY_MODE PRE_TEST
    PROPERTIES LABELS ${TEST_LABEL} TIMEOUT ${TEST_TIMEOUT})
endfunction()
