#include "backend/server/jsonb_tree.hpp"

// Nothing in here has a destructor: an ERROR leaves by a longjmp.
namespace refusal::backend {

namespace {

using nlohmann::json;

template <typename T> T *allocate(std::size_t count) { return static_cast<T *>(palloc(sizeof(T) * count)); }

JsonbValue numeric_node(const char *text) {
    JsonbValue node;
    node.type = jbvNumeric;
    node.val.numeric = DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(text),
                                                           ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
    return node;
}

JsonbValue scalar_node(const json &item) {
    JsonbValue node;
    std::array<char, 64> text{};
    switch (item.type()) {
    case json::value_t::string:
        return string_node(*item.get_ptr<const std::string *>());
    case json::value_t::boolean:
        node.type = jbvBool;
        node.val.boolean = *item.get_ptr<const bool *>();
        return node;
    case json::value_t::number_integer:
        return integer_node(*item.get_ptr<const std::int64_t *>());
    case json::value_t::number_unsigned:
        snprintf(text.data(), text.size(), UINT64_FORMAT, *item.get_ptr<const std::uint64_t *>());
        return numeric_node(text.data());
    case json::value_t::number_float:
        nlohmann::detail::to_chars(text.data(), text.data() + text.size(), *item.get_ptr<const double *>());
        return numeric_node(text.data());
    default:
        node.type = jbvNull;
        return node;
    }
}

JsonbValue array_node(const json &array) {
    JsonbValue node;
    node.type = jbvArray;
    node.val.array.nElems = 0;
    node.val.array.elems = allocate<JsonbValue>(array.size());
    node.val.array.rawScalar = false;
    for (const json &each : array)
        node.val.array.elems[node.val.array.nElems++] = node_of(each);
    return node;
}

// Shorter keys come first.
bool comes_before(const JsonbPair &left, const JsonbPair &right) {
    const auto &one = left.key.val.string;
    const auto &two = right.key.val.string;
    return one.len != two.len ? one.len < two.len
                              : std::memcmp(one.val, two.val, static_cast<std::size_t>(one.len)) < 0;
}

// Its own appending asks for room each time, and there is a piece of text for every brace and quote.
void append(StringInfo text, std::string_view before, std::string_view what, std::string_view after) {
    enlargeStringInfo(text, static_cast<int>(before.size() + what.size() + after.size()));
    for (const std::string_view part : {before, what, after}) {
        std::memcpy(text->data + text->len, part.data(), part.size());
        text->len += static_cast<int>(part.size());
    }
    text->data[text->len] = '\0';
}

bool is_plain(std::string_view string) {
    return std::ranges::all_of(string, [](char letter) {
        return static_cast<unsigned char>(letter) >= ' ' && letter != '"' && letter != '\\';
    });
}

std::string_view text_in(const JsonbValue &node) {
    return {node.val.string.val, static_cast<std::size_t>(node.val.string.len)};
}

void print_string(StringInfo text, const JsonbValue &node) {
    const std::string_view string = text_in(node);
    if (is_plain(string))
        append(text, "\"", string, "\"");
    else
        escape_json(text, pnstrdup(string.data(), string.size()));
}

void print_key(StringInfo text, bool first, const JsonbValue &key) {
    const std::string_view string = text_in(key);
    if (is_plain(string)) {
        append(text, first ? "\"" : ", \"", string, "\": ");
        return;
    }
    append(text, first ? "" : ", ", {}, {});
    print_string(text, key);
    append(text, ": ", {}, {});
}

} // namespace

JsonbValue string_node(std::string_view text) {
    JsonbValue node;
    node.type = jbvString;
    node.val.string.len = static_cast<int>(text.size());
    node.val.string.val = const_cast<char *>(text.data()); // copied when the whole is put together
    return node;
}

JsonbValue integer_node(std::int64_t number) {
    JsonbValue node;
    node.type = jbvNumeric;
    node.val.numeric = int64_to_numeric(number);
    return node;
}

JsonbValue object_node(JsonbPair *members, int count) {
    std::sort(members, members + count, comes_before);
    JsonbValue node;
    node.type = jbvObject;
    node.val.object.nPairs = count;
    node.val.object.pairs = members;
    return node;
}

JsonbValue node_of(const json &item) {
    if (item.is_object())
        return node_of(item, {});
    return item.is_array() ? array_node(item) : scalar_node(item);
}

JsonbValue node_of(const json &object, std::span<const JsonbPair> more) {
    auto *members = allocate<JsonbPair>(object.size() + more.size());
    JsonbPair *next = std::ranges::copy(more, members).out;
    for (auto each = object.begin(); each != object.end(); ++each)
        *next++ = {string_node(each.key()), node_of(*each), 0};
    return object_node(members, static_cast<int>(next - members));
}

void print(StringInfo text, const JsonbValue &node) {
    switch (node.type) {
    case jbvNull:
        appendStringInfoString(text, "null");
        break;
    case jbvBool:
        appendStringInfoString(text, node.val.boolean ? "true" : "false");
        break;
    case jbvNumeric:
        appendStringInfoString(
            text, DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(node.val.numeric))));
        break;
    case jbvString:
        print_string(text, node);
        break;
    case jbvArray:
        appendStringInfoCharMacro(text, '[');
        for (int element = 0; element < node.val.array.nElems; ++element) {
            appendStringInfoString(text, element == 0 ? "" : ", ");
            print(text, node.val.array.elems[element]);
        }
        appendStringInfoCharMacro(text, ']');
        break;
    case jbvObject:
        appendStringInfoCharMacro(text, '{');
        for (int member = 0; member < node.val.object.nPairs; ++member) {
            print_key(text, member == 0, node.val.object.pairs[member].key);
            print(text, node.val.object.pairs[member].value);
        }
        appendStringInfoCharMacro(text, '}');
        break;
    default:
        elog(ERROR, "a JSON value is of type %d", static_cast<int>(node.type));
    }
}

} // namespace refusal::backend
