# assay_arrow_module(FOLDER F SOURCES S..): the module lib/assay/assay_arrow.so, the only code that knows Apache Arrow. The
# program loads it when the first Parquet or Arrow file is opened, so that nothing else pays for its 60 MB or needs it.
# Arrow is looked for in ASSAY_ARROW_ROOT (a folder with include/ and lib/), in the cache folder that scripts/get-arrow
# fills, and by find_package. Where there is none, or it does not link, the module is left out.
set(ASSAY_ARROW_ROOT "" CACHE PATH "Apache Arrow C++ with Parquet: a folder with include/ and lib/")

# The folder of scripts/get-arrow, whose version is written there alone.
function(assay_arrow_cache_folder out)
  file(STRINGS ${PROJECT_SOURCE_DIR}/scripts/get-arrow line REGEX "^version=")
  string(REPLACE "version=" "" version "${line}")
  if(DEFINED ENV{ASSAY_CACHE})
    set(cache $ENV{ASSAY_CACHE})
  elseif(DEFINED ENV{XDG_CACHE_HOME})
    set(cache $ENV{XDG_CACHE_HOME}/assay)
  else()
    set(cache $ENV{HOME}/.cache/assay)
  endif()
  set(${out} ${cache}/arrow/${version} PARENT_SCOPE)
endfunction()

function(assay_arrow_module)
  cmake_parse_arguments(ARG "" "FOLDER" "SOURCES" ${ARGN})
  set(roots)
  if(ASSAY_ARROW_ROOT)
    list(APPEND roots ${ASSAY_ARROW_ROOT})
  endif()
  assay_arrow_cache_folder(cache)
  list(APPEND roots ${cache})
  foreach(root ${roots})
    file(GLOB arrow ${root}/lib/libarrow.so*)
    file(GLOB parquet ${root}/lib/libparquet.so*)
    if(arrow AND parquet AND EXISTS ${root}/include/parquet/arrow/reader.h)
      list(GET arrow 0 arrow)
      list(GET parquet 0 parquet)
      set(libraries ${parquet} ${arrow})
      set(includes ${root}/include)
      break()
    endif()
  endforeach()
  if(NOT libraries)
    find_package(Arrow CONFIG QUIET)
    find_package(Parquet CONFIG QUIET)
    if(TARGET Arrow::arrow_shared AND TARGET Parquet::parquet_shared)
      set(libraries Parquet::parquet_shared Arrow::arrow_shared)
    endif()
  endif()
  if(NOT libraries)
    message(STATUS "Apache Arrow: not found; Parquet and Arrow files will not be readable (scripts/get-arrow gets it)")
    return()
  endif()

  # Asks for a std::string of theirs and a class that is new enough: an old Arrow, or one of another ABI, fails here.
  string(MD5 key "${libraries}")
  include(CheckCXXSourceCompiles)
  set(CMAKE_REQUIRED_INCLUDES ${includes})
  set(CMAKE_REQUIRED_LIBRARIES ${libraries})
  set(CMAKE_REQUIRED_FLAGS "-w -std=c++20")
  check_cxx_source_compiles("
    #include <arrow/api.h>
    #include <parquet/arrow/reader.h>
    int main() {
      arrow::CappedMemoryPool pool(arrow::system_memory_pool(), 1 << 20);
      parquet::arrow::FileReaderBuilder builder;
      auto built = builder.memory_pool(&pool)->Build();
      return arrow::int32()->ToString() == \"int32\" && built.ok() ? 0 : 1;
    }" ASSAY_ARROW_LINKS_${key})
  if(NOT ASSAY_ARROW_LINKS_${key})
    message(STATUS "Apache Arrow: ${libraries} cannot be used; Parquet and Arrow files will not be readable")
    return()
  endif()

  file(GLOB sources CONFIGURE_DEPENDS ${PROJECT_SOURCE_DIR}/${ARG_FOLDER}/*.cc)
  add_library(assay_arrow MODULE ${sources} ${ARG_SOURCES})
  target_include_directories(assay_arrow PRIVATE ${PROJECT_SOURCE_DIR})
  target_include_directories(assay_arrow SYSTEM PRIVATE ${includes})
  target_link_libraries(assay_arrow PRIVATE fmt::fmt ${libraries})
  # $ORIGIN first: copies of Arrow's two libraries beside the module make it movable.
  set_target_properties(assay_arrow PROPERTIES PREFIX "" BUILD_RPATH "$ORIGIN"
    LIBRARY_OUTPUT_DIRECTORY ${PROJECT_BINARY_DIR}/lib/assay)
  message(STATUS "Apache Arrow: ${libraries}")
endfunction()
