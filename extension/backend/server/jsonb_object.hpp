#pragma once

#include "backend/server/postgres.hpp"

// An object among the elements of a jsonb array, read where it is stored: no tree is made of what is looked
// at once.
namespace refusal::backend {

class JsonbObject {
public:
    struct Member {
        const char *key;
        int length;
        JsonbValue value; // an array or an object as it is stored
    };

    JsonbObject() = default; // of what is no object
    explicit JsonbObject(std::span<const Member> members) : members_(members), is_object_(true) {}

    // 22023, as for check_members() and text_member() of arguments.hpp.
    void check_members(std::span<const char *const> names, const char *argument) const;
    [[nodiscard]] std::string text(std::string_view name, bool required) const; // absent or null: empty
    [[nodiscard]] nlohmann::json json(std::string_view name) const;             // absent: JSON null

private:
    std::span<const Member> members_;
    bool is_object_ = false;
    [[nodiscard]] const JsonbValue *find(std::string_view name) const;
};

// The elements of an array; absent where it is none.
std::optional<std::vector<JsonbObject>> elements_of(Datum jsonb);

} // namespace refusal::backend
