#include "backend/server/jsonb_object.hpp"

#include "backend/server/arguments.hpp"

namespace refusal::backend {

namespace {

struct Element {
    JsonbObject::Member *members; // null: it is no object
    int count;
};

struct Elements {
    Element *data;
    int count;
    bool is_array;
};

Element element_of(const JsonbValue &value) {
    if (value.type != jbvBinary || !JsonContainerIsObject(value.val.binary.data))
        return {nullptr, 0};
    const auto room = JsonContainerSize(value.val.binary.data);
    Element element{static_cast<JsonbObject::Member *>(palloc(sizeof(JsonbObject::Member) * Max(room, 1U))),
                    0};
    JsonbIterator *iterator = JsonbIteratorInit(value.val.binary.data);
    JsonbValue key;
    for (;;) {
        const JsonbIteratorToken token = JsonbIteratorNext(&iterator, &key, true);
        if (token == WJB_DONE)
            return element;
        if (token != WJB_KEY)
            continue;
        JsonbObject::Member &member = element.members[element.count++];
        member.key = key.val.string.val;
        member.length = key.val.string.len;
        JsonbIteratorNext(&iterator, &member.value, true);
    }
}

} // namespace

const JsonbValue *JsonbObject::find(std::string_view name) const {
    for (const Member &member : members_)
        if (name == std::string_view(member.key, static_cast<std::size_t>(member.length)))
            return member.value.type == jbvNull ? nullptr : &member.value;
    return nullptr;
}

void JsonbObject::check_members(std::span<const char *const> names, const char *argument) const {
    if (!is_object_)
        malformed("each element of \"" + std::string(argument) + "\" must be an object");
    for (const Member &member : members_) {
        const std::string_view key(member.key, static_cast<std::size_t>(member.length));
        if (std::find(names.begin(), names.end(), key) == names.end())
            malformed("\"" + std::string(key.substr(0, longest_text)) + "\" of an element of \"" + argument +
                      "\" is not known");
    }
}

std::string JsonbObject::text(std::string_view name, bool required) const {
    const JsonbValue *found = find(name);
    if (found == nullptr && required)
        malformed("\"" + std::string(name) + "\" must be given");
    if (found == nullptr)
        return {};
    if (found->type != jbvString)
        malformed("\"" + std::string(name) + "\" must be a string");
    std::string text(found->val.string.val, static_cast<std::size_t>(found->val.string.len));
    check_text(text, std::string(name).c_str());
    return text;
}

nlohmann::json JsonbObject::json(std::string_view name) const {
    const JsonbValue *found = find(name);
    if (found == nullptr)
        return {};
    return json_of(
        backend_call([value = *found]() mutable { return JsonbPGetDatum(JsonbValueToJsonb(&value)); }));
}

std::optional<std::vector<JsonbObject>> elements_of(Datum jsonb) {
    const Elements elements = backend_call([jsonb]() -> Elements {
        Jsonb *document = DatumGetJsonbP(jsonb);
        if (!JB_ROOT_IS_ARRAY(document) || JB_ROOT_IS_SCALAR(document))
            return {nullptr, 0, false};
        Elements read{static_cast<Element *>(palloc(sizeof(Element) * Max(JB_ROOT_COUNT(document), 1U))), 0,
                      true};
        JsonbIterator *iterator = JsonbIteratorInit(&document->root);
        JsonbValue value;
        for (;;) {
            const JsonbIteratorToken token = JsonbIteratorNext(&iterator, &value, true);
            if (token == WJB_DONE)
                return read;
            if (token == WJB_ELEM)
                read.data[read.count++] = element_of(value);
        }
    });
    if (!elements.is_array)
        return std::nullopt;
    std::vector<JsonbObject> result;
    result.reserve(static_cast<std::size_t>(elements.count));
    for (int at = 0; at < elements.count; ++at) {
        const Element &element = elements.data[at];
        result.push_back(element.members == nullptr
                             ? JsonbObject()
                             : JsonbObject({element.members, static_cast<std::size_t>(element.count)}));
    }
    return result;
}

} // namespace refusal::backend
