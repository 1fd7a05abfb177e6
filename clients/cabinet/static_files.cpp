#include "cabinet/static_files.hpp"

#include "cabinet/problem.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <regex>

namespace refusal::client::cabinet {

namespace {

struct Type {
    std::string_view ending;
    const char *type;
};

constexpr std::array types = {
    Type{".html", "text/html; charset=utf-8"},
    Type{".js", "text/javascript; charset=utf-8"},
    Type{".css", "text/css; charset=utf-8"},
    Type{".svg", "image/svg+xml"},
    Type{".png", "image/png"},
    Type{".ico", "image/x-icon"},
    Type{".webmanifest", "application/manifest+json"},
    Type{".txt", "text/plain; charset=utf-8"},
};

bool ends_with(std::string_view text, std::string_view ending) {
    return text.size() >= ending.size() && text.substr(text.size() - ending.size()) == ending;
}

std::string type_of(std::string_view path) {
    for (const auto &known : types) {
        if (ends_with(path, known.ending)) {
            return known.type;
        }
    }
    return "application/octet-stream";
}

const WebFile *find(std::string_view path) {
    const auto &files = web_files();
    const auto found =
        std::find_if(files.begin(), files.end(), [path](const auto &file) { return file.path == path; });
    return found == files.end() ? nullptr : &*found;
}

// Its name has a digest of its content: another content has another name.
bool is_hashed(const std::string &path) {
    static const std::regex hashed(".*[.-][0-9A-Za-z]{8,}\\.[a-z]+");
    return std::regex_match(path, hashed);
}

std::string etag_of(std::string_view content) {
    return '"' + std::to_string(std::hash<std::string_view>()(content)) + '"';
}

} // namespace

Answer file_answer(const Request &request) {
    // The front end's own pages: it reads the path itself.
    static const std::regex page("/[A-Za-z0-9/_-]*");
    if (!request.only_reads()) {
        auto answer = refused(405, "method not allowed");
        answer.headers.emplace_back("Allow", "GET, HEAD");
        return answer;
    }
    const auto *file = find(request.path);
    if (file == nullptr && std::regex_match(request.path, page)) {
        file = find("/index.html");
    }
    if (file == nullptr) {
        return refused(404, "not found");
    }
    Answer answer;
    answer.content_type = type_of(file->path);
    if (is_hashed(std::string(file->path))) {
        answer.headers.emplace_back("Cache-Control", "public, max-age=31536000, immutable");
    } else {
        answer.headers.emplace_back("Cache-Control", "no-cache");
    }
    answer.headers.emplace_back("ETag", etag_of(file->content));
    if (request.etag == etag_of(file->content)) {
        answer.status = 304;
        answer.content_type.clear();
    } else {
        answer.fixed = file->content;
    }
    return answer;
}

} // namespace refusal::client::cabinet
