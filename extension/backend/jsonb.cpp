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
constexpr int deepest = 32;

// A document as PostgreSQL's iterator tells it, in one go: each step of it may raise an error.
struct Token {
    JsonbIteratorToken what;
    JsonbValue value;
};

struct Told {
    Token *tokens;
    std::size_t count;
    bool too_deep;
};

Told tell(Jsonb *document) {
    std::size_t room = 64;
    Told told{static_cast<Token *>(palloc(sizeof(Token) * room)), 0, false};
    JsonbIterator *iterator = JsonbIteratorInit(&document->root);
    int depth = 0;
    for (;;) {
        if (told.count == room)
            told.tokens = static_cast<Token *>(repalloc_huge(told.tokens, sizeof(Token) * (room *= 2)));
        Token &token = told.tokens[told.count];
        token.what = JsonbIteratorNext(&iterator, &token.value, false);
        if (token.what == WJB_DONE)
            return told;
        if (token.what == WJB_BEGIN_ARRAY || token.what == WJB_BEGIN_OBJECT)
            told.too_deep = told.too_deep || ++depth > deepest;
        else if (token.what == WJB_END_ARRAY || token.what == WJB_END_OBJECT)
            --depth;
        if (told.too_deep)
            return told;
        ++told.count;
    }
}

std::string string_of(const JsonbValue &value) {
    return {value.val.string.val, static_cast<std::size_t>(value.val.string.len)};
}

// PostgreSQL's numbers have no limit; ours are doubles.
json number_of(Numeric number) {
    const char *text = backend_call([number] {
        return static_cast<const char *>(DatumGetCString(DirectFunctionCall1(numeric_out, NumericGetDatum(number))));
    });
    try {
        return json::parse(text);
    } catch (const json::exception &) {
        throw core::Error("22023", "a number in the JSON is out of range");
    }
}

json scalar_of(const JsonbValue &value) {
    switch (value.type) {
    case jbvString:
        return string_of(value);
    case jbvBool:
        return value.val.boolean;
    case jbvNumeric:
        return number_of(value.val.numeric);
    default:
        return nullptr;
    }
}

// The value that begins with this token; `token` is its last then.
json value_at(const Token *&token) {
    if (token->what == WJB_BEGIN_OBJECT) {
        json object = json::object();
        while ((++token)->what == WJB_KEY) {
            std::string key = string_of(token->value);
            object.get_ptr<json::object_t *>()->emplace(std::move(key), value_at(++token));
        }
        return object;
    }
    if (token->what == WJB_BEGIN_ARRAY) {
        json array = json::array();
        array.get_ptr<json::array_t *>()->reserve(static_cast<std::size_t>(token->value.val.array.nElems));
        while ((++token)->what != WJB_END_ARRAY)
            array.push_back(value_at(token));
        return array;
    }
    return scalar_of(token->value);
}

} // namespace

nlohmann::json json_of(Datum jsonb) {
    const Told told = backend_call([jsonb] { return tell(DatumGetJsonbP(jsonb)); });
    if (told.too_deep)
        throw core::Error("22023", "the JSON document is nested more than 32 levels deep");
    const Token *token = told.tokens;
    const bool alone = token->what == WJB_BEGIN_ARRAY && token->value.val.array.rawScalar;
    return alone ? scalar_of(token[1].value) : value_at(token);
}

} // namespace refusal::backend
