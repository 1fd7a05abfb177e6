# cmake -D DIRECTORY=… -D OUTPUT=… -P embed.cmake: the files of a directory as a C++ source, so that the program needs
# nothing beside itself.
file(GLOB_RECURSE files RELATIVE "${DIRECTORY}" "${DIRECTORY}/*")
set(arrays "")
set(entries "")
set(number 0)
foreach(name IN LISTS files)
    file(READ "${DIRECTORY}/${name}" bytes HEX)
    string(REGEX REPLACE "(..)" "0x\\1," bytes "${bytes}")
    string(APPEND arrays "constexpr unsigned char file_${number}[] = {${bytes}0};\n")
    string(APPEND entries "        {\"/${name}\", {reinterpret_cast<const char *>(file_${number}), sizeof file_${number} - 1}},\n")
    math(EXPR number "${number} + 1")
endforeach()
if(number EQUAL 0)
    message(FATAL_ERROR "there is no file in ${DIRECTORY}")
endif()
file(WRITE "${OUTPUT}" "#include \"cabinet/static_files.hpp\"

namespace refusal::client::cabinet {

namespace {

${arrays}
} // namespace

const std::vector<WebFile> &web_files() {
    static const std::vector<WebFile> files = {
${entries}    };
    return files;
}

} // namespace refusal::client::cabinet
")
