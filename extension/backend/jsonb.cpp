#include "backend/spi.hpp"

// JSON as the C++ side has it and as PostgreSQL stores it.
namespace refusal::backend {

namespace {

using nlohmann::json;

JsonbValue string_value(const std::string &text) {
    JsonbValue value;
    value.type = jbvString;
    value.val.string.len = static_cast<int>(text.size());
    value.val.string.val = const_cast<char *>(text.data()); // copied when the whole is put together
    return value;
}

JsonbValue scalar_value(const json &item) {
    JsonbValue value;
    switch (item.type()) {
    case json::value_t::string:
        return string_value(*item.get_ptr<const std::string *>());
    case json::value_t::boolean:
        value.type = jbvBool;
        value.val.boolean = *item.get_ptr<const bool *>();
        break;
    case json::value_t::number_integer:
        value.type = jbvNumeric;
        value.val.numeric = int64_to_numeric(*item.get_ptr<const std::int64_t *>());
        break;
    case json::value_t::number_unsigned:
    case json::value_t::number_float: {
        std::array<char, 64> text{};
        if (item.is_number_unsigned())
            snprintf(text.data(), text.size(), UINT64_FORMAT, *item.get_ptr<const std::uint64_t *>());
        else
            nlohmann::detail::to_chars(text.data(), text.data() + text.size(), *item.get_ptr<const double *>());
        value.type = jbvNumeric;
        value.val.numeric = DatumGetNumeric(DirectFunctionCall3(numeric_in, CStringGetDatum(text.data()),
                                                                ObjectIdGetDatum(InvalidOid), Int32GetDatum(-1)));
        break;
    }
    default:
        value.type = jbvNull;
    }
    return value;
}

// Nothing in here has a destructor: an ERROR leaves by a longjmp.
JsonbValue *push(JsonbParseState **state, JsonbIteratorToken token, const json &item) {
    if (!item.is_structured()) {
        JsonbValue value = scalar_value(item);
        return pushJsonbValue(state, token, &value);
    }
    const bool object = item.is_object();
    pushJsonbValue(state, object ? WJB_BEGIN_OBJECT : WJB_BEGIN_ARRAY, nullptr);
    for (auto each = item.begin(); each != item.end(); ++each) {
        if (object) {
            JsonbValue key = string_value(each.key());
            pushJsonbValue(state, WJB_KEY, &key);
        }
        push(state, object ? WJB_VALUE : WJB_ELEM, *each);
    }
    return pushJsonbValue(state, object ? WJB_END_OBJECT : WJB_END_ARRAY, nullptr);
}

} // namespace

Value json_value(const json &document) {
    if (!document.is_structured()) // a scalar by itself has a wrapping of its own
        return datum_value(backend_call([scalar = value(document.dump()).datum] {
            return DirectFunctionCall1(jsonb_in, CStringGetDatum(TextDatumGetCString(scalar)));
        }));
    return datum_value(backend_call([&document] {
        JsonbParseState *state = nullptr;
        return JsonbPGetDatum(JsonbValueToJsonb(push(&state, WJB_VALUE, document)));
    }));
}

namespace {

// Nothing that pg_refusal takes is deep; what writes a document out again would recurse into one that is.
void refuse_deep(std::string_view text) {
    constexpr int deepest = 32;
    int depth = 0;
    bool quoted = false;
    for (std::size_t at = 0; at < text.size(); ++at) {
        const char letter = text[at];
        if (quoted && letter == '\\')
            ++at;
        else if (letter == '"')
            quoted = !quoted;
        else if (!quoted && (letter == '{' || letter == '['))
            ++depth;
        else if (!quoted && (letter == '}' || letter == ']'))
            --depth;
        if (depth > deepest)
            throw core::Error("22023", "the JSON document is nested more than 32 levels deep");
    }
}

} // namespace

nlohmann::json json_of(Datum jsonb) {
    // Most payloads are empty.
    if (backend_call([jsonb] {
            Jsonb *value = DatumGetJsonbP(jsonb);
            return JB_ROOT_IS_OBJECT(value) && JB_ROOT_COUNT(value) == 0;
        }))
        return json::object();
    const char *text = backend_call([jsonb] {
        Jsonb *value = DatumGetJsonbP(jsonb);
        return static_cast<const char *>(JsonbToCString(nullptr, &value->root, VARSIZE(value)));
    });
    refuse_deep(text);
    try {
        return nlohmann::json::parse(text);
    } catch (const nlohmann::json::exception &) {
        // PostgreSQL's numbers have no limit; ours are doubles.
        throw core::Error("22023", "a number in the JSON is out of range");
    }
}

} // namespace refusal::backend
