# Compiler settings. They live here and not in presets, so that CXXFLAGS from the environment still count.
set(DONTHU_SANITIZE "" CACHE STRING "Sanitizers to build with, as for -fsanitize= (empty: none)")

find_program(CCACHE ccache)
if(CCACHE)
  set(CMAKE_CXX_COMPILER_LAUNCHER ${CCACHE})
endif()

add_library(donthu_warnings INTERFACE)
target_compile_options(donthu_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wshadow -Wconversion -Wnon-virtual-dtor -Wold-style-cast
  -Wimplicit-fallthrough
  $<$<CXX_COMPILER_ID:Clang>:-Wthread-safety>
  # GCC 12 sees these where nothing is wrong, in its own strings (bug 105651) and in std::expected:
  # they are shown, but do not stop a build that treats warnings as errors.
  $<$<CXX_COMPILER_ID:GNU>:-Wno-error=restrict;-Wno-error=maybe-uninitialized;-Wno-error=stringop-overflow>)

# Debug builds of GCC without any optimisation spend minutes in the crypto and decision tests.
string(REPLACE "-g" "-g1 -O1" CMAKE_CXX_FLAGS_DEBUG "${CMAKE_CXX_FLAGS_DEBUG}")
set(CMAKE_CXX_FLAGS_RELWITHDEBINFO "-O2 -g1")

if(DONTHU_SANITIZE)
  add_compile_options(-fsanitize=${DONTHU_SANITIZE} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  add_link_options(-fsanitize=${DONTHU_SANITIZE})
endif()
