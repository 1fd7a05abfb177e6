#include "backend/feed/feed_answer.hpp"

namespace refusal::backend {

namespace {

// Where each stands among taken_columns, which has the transaction where the answer has the position.
enum Column {
    pos,
    event_id,
    refusal_id,
    shop_id,
    version,
    event,
    from_state,
    to_state,
    actor,
    occurred_at,
    recorded_at,
    payload,
    fence
};
constexpr std::array texts{event, from_state, to_state, actor};

static_assert(fence + 1 == answer_columns);

struct Fixed { // what comes before the first column of a varying length
    core::FeedPosition pos;
    std::int64_t event_id, refusal_id;
    std::int32_t shop_id, version;
};
static_assert(sizeof(Fixed) == 48 && alignof(Fixed) == MAXIMUM_ALIGNOF);

const varlena *varying(Datum value) {
    return reinterpret_cast<const varlena *>(DatumGetPointer(value));
}

std::size_t most_of(Datum value) {
    return VARSIZE_ANY(varying(value)) + ALIGNOF_INT;
}

// As heap_fill_tuple() does: short where it can be, and then not aligned; what is compressed or lies
// elsewhere, as it is.
char *put_varying(char *at, Datum value) {
    const varlena *from = varying(value);
    if (VARATT_IS_1B(from)) { // a pointer to elsewhere, too
        std::memcpy(at, from, VARSIZE_ANY(from));
        return at + VARSIZE_ANY(from);
    }
    if (VARATT_CAN_MAKE_SHORT(from)) {
        const std::size_t size = VARATT_CONVERTED_SHORT_SIZE(from);
        SET_VARSIZE_SHORT(at, size);
        std::memcpy(at + 1, VARDATA(from), size - 1);
        return at + size;
    }
    at = reinterpret_cast<char *>(INTALIGN(reinterpret_cast<std::uintptr_t>(at)));
    std::memcpy(at, from, VARSIZE(from));
    return at + VARSIZE(from);
}

char *put_long(char *at, std::int64_t number) {
    at = reinterpret_cast<char *>(MAXALIGN(reinterpret_cast<std::uintptr_t>(at)));
    std::memcpy(at, &number, sizeof number);
    return at + sizeof number;
}

} // namespace

HeapTuple form_answer(const core::FeedPosition &position, const Datum *values, const bool *nulls,
                      bool with_fence) {
    const bool has_nulls = nulls[from_state] || !with_fence;
    const std::size_t header =
        MAXALIGN(offsetof(HeapTupleHeaderData, t_bits) + (has_nulls ? BITMAPLEN(answer_columns) : 0));
    std::size_t most =
        header + sizeof(Fixed) + 4 * MAXIMUM_ALIGNOF + 3 * sizeof(std::int64_t) + most_of(values[payload]);
    for (const Column column : texts)
        most += nulls[column] ? 0 : most_of(values[column]);
    auto *answer = static_cast<HeapTuple>(palloc(HEAPTUPLESIZE + most));
    auto *data = reinterpret_cast<HeapTupleHeader>(reinterpret_cast<char *>(answer) + HEAPTUPLESIZE);
    std::memset(static_cast<void *>(data), 0, most); // the gaps between columns are no one's old memory

    const Fixed fixed{position, DatumGetInt64(values[event_id]), DatumGetInt64(values[refusal_id]),
                      DatumGetInt32(values[shop_id]), DatumGetInt32(values[version])};
    char *at = reinterpret_cast<char *>(data) + header;
    std::memcpy(at, &fixed, sizeof fixed);
    at += sizeof fixed;
    for (const Column column : texts)
        if (!nulls[column])
            at = put_varying(at, values[column]);
    at = put_long(at, DatumGetInt64(values[occurred_at]));
    at = put_long(at, DatumGetInt64(values[recorded_at]));
    at = put_varying(at, values[payload]);
    if (with_fence)
        at = put_long(at, 0);

    answer->t_len = static_cast<uint32>(at - reinterpret_cast<char *>(data));
    ItemPointerSetInvalid(&answer->t_self);
    answer->t_tableOid = InvalidOid;
    answer->t_data = data;
    ItemPointerSetInvalid(&data->t_ctid);
    data->t_hoff = static_cast<uint8>(header);
    HeapTupleHeaderSetNatts(data, answer_columns);
    data->t_infomask = HEAP_HASVARWIDTH;
    for (const Column column : {event, from_state, to_state, actor, payload})
        if (!nulls[column] && VARATT_IS_EXTERNAL(varying(values[column])))
            data->t_infomask |= HEAP_HASEXTERNAL;
    if (has_nulls) {
        data->t_infomask |= HEAP_HASNULL;
        for (int column = 0; column < answer_columns; ++column)
            if (column == from_state ? !nulls[column] : column != fence || with_fence)
                data->t_bits[column / 8] =
                    static_cast<bits8>(data->t_bits[column / 8] | (1U << (column % 8)));
    }
    return answer;
}

// It is the last column, and nothing follows it.
void put_fence(HeapTuple answer, std::int64_t fence) {
    std::memcpy(reinterpret_cast<char *>(answer->t_data) + answer->t_len - sizeof fence, &fence,
                sizeof fence);
}

} // namespace refusal::backend
