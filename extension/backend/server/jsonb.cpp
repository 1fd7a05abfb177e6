#include "backend/server/jsonb_tree.hpp"
#include "backend/server/spi.hpp"

// JSON as the C++ side has it and as PostgreSQL stores it.
namespace refusal::backend {

using nlohmann::json;

Value json_value(const json &document) {
    return datum_value(backend_call([&document] {
        JsonbValue node = node_of(document);
        return JsonbPGetDatum(JsonbValueToJsonb(&node));
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
