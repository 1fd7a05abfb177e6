#pragma once

#include "backend/server/postgres.hpp"
#include "core/feed.hpp"

// A row of refusal.feed_event, written down in one go. heap_form_tuple(), which goes over the columns twice
// and asks of each what it is, takes more time than it takes to find the event. For code within a
// backend_call.
namespace refusal::backend {

inline constexpr int answer_columns = 13;

// The values are those of taken_columns. With a fence: of zero, until it is put in.
HeapTuple form_answer(const core::FeedPosition &position, const Datum *values, const bool *nulls,
                      bool with_fence);
void put_fence(HeapTuple answer, std::int64_t fence);

} // namespace refusal::backend
