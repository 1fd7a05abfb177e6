-- A place in the feed. Its text has a fixed width and sorts as the positions do, so it serves where a sequence or a
-- Last-Event-ID is asked for.
CREATE TYPE refusal.feed_position;

CREATE FUNCTION refusal_internal.feed_position_in(cstring) RETURNS refusal.feed_position
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_in';
CREATE FUNCTION refusal_internal.feed_position_out(refusal.feed_position) RETURNS cstring
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_out';
CREATE FUNCTION refusal_internal.feed_position_recv(internal) RETURNS refusal.feed_position
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_recv';
CREATE FUNCTION refusal_internal.feed_position_send(refusal.feed_position) RETURNS bytea
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_send';

CREATE TYPE refusal.feed_position (
    INPUT = refusal_internal.feed_position_in,
    OUTPUT = refusal_internal.feed_position_out,
    RECEIVE = refusal_internal.feed_position_recv,
    SEND = refusal_internal.feed_position_send,
    INTERNALLENGTH = 24,
    ALIGNMENT = double
);
COMMENT ON TYPE refusal.feed_position IS 'A place in the feed: era, tick and event, in that order';

CREATE FUNCTION refusal_internal.feed_position_cmp(refusal.feed_position, refusal.feed_position) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_cmp';
CREATE FUNCTION refusal_internal.feed_position_lt(refusal.feed_position, refusal.feed_position) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_lt';
CREATE FUNCTION refusal_internal.feed_position_le(refusal.feed_position, refusal.feed_position) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_le';
CREATE FUNCTION refusal_internal.feed_position_eq(refusal.feed_position, refusal.feed_position) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_eq';
CREATE FUNCTION refusal_internal.feed_position_ne(refusal.feed_position, refusal.feed_position) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_ne';
CREATE FUNCTION refusal_internal.feed_position_ge(refusal.feed_position, refusal.feed_position) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_ge';
CREATE FUNCTION refusal_internal.feed_position_gt(refusal.feed_position, refusal.feed_position) RETURNS boolean
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_gt';

-- Operators live beside the type: whoever qualifies nothing else writes OPERATOR(refusal.<) or sets the search_path.
CREATE OPERATOR refusal.< (FUNCTION = refusal_internal.feed_position_lt, LEFTARG = refusal.feed_position,
    RIGHTARG = refusal.feed_position, COMMUTATOR = OPERATOR(refusal.>), NEGATOR = OPERATOR(refusal.>=),
    RESTRICT = scalarltsel, JOIN = scalarltjoinsel);
CREATE OPERATOR refusal.<= (FUNCTION = refusal_internal.feed_position_le, LEFTARG = refusal.feed_position,
    RIGHTARG = refusal.feed_position, COMMUTATOR = OPERATOR(refusal.>=), NEGATOR = OPERATOR(refusal.>),
    RESTRICT = scalarlesel, JOIN = scalarlejoinsel);
CREATE OPERATOR refusal.= (FUNCTION = refusal_internal.feed_position_eq, LEFTARG = refusal.feed_position,
    RIGHTARG = refusal.feed_position, COMMUTATOR = OPERATOR(refusal.=), NEGATOR = OPERATOR(refusal.<>),
    RESTRICT = eqsel, JOIN = eqjoinsel, MERGES, HASHES);
CREATE OPERATOR refusal.<> (FUNCTION = refusal_internal.feed_position_ne, LEFTARG = refusal.feed_position,
    RIGHTARG = refusal.feed_position, COMMUTATOR = OPERATOR(refusal.<>), NEGATOR = OPERATOR(refusal.=),
    RESTRICT = neqsel, JOIN = neqjoinsel);
CREATE OPERATOR refusal.>= (FUNCTION = refusal_internal.feed_position_ge, LEFTARG = refusal.feed_position,
    RIGHTARG = refusal.feed_position, COMMUTATOR = OPERATOR(refusal.<=), NEGATOR = OPERATOR(refusal.<),
    RESTRICT = scalargesel, JOIN = scalargejoinsel);
CREATE OPERATOR refusal.> (FUNCTION = refusal_internal.feed_position_gt, LEFTARG = refusal.feed_position,
    RIGHTARG = refusal.feed_position, COMMUTATOR = OPERATOR(refusal.<), NEGATOR = OPERATOR(refusal.<=),
    RESTRICT = scalargtsel, JOIN = scalargtjoinsel);
CREATE OPERATOR CLASS refusal_internal.feed_position_ops DEFAULT FOR TYPE refusal.feed_position USING btree AS
    OPERATOR 1 refusal.<, OPERATOR 2 refusal.<=, OPERATOR 3 refusal.=, OPERATOR 4 refusal.>=, OPERATOR 5 refusal.>,
    FUNCTION 1 refusal_internal.feed_position_cmp(refusal.feed_position, refusal.feed_position);

-- What groups, joins and partitions by hashing.
CREATE FUNCTION refusal_internal.feed_position_hash(refusal.feed_position) RETURNS integer
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_hash';
CREATE FUNCTION refusal_internal.feed_position_hash_extended(refusal.feed_position, bigint) RETURNS bigint
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_hash_extended';
CREATE OPERATOR CLASS refusal_internal.feed_position_hash_ops DEFAULT FOR TYPE refusal.feed_position USING hash AS
    OPERATOR 1 refusal.=,
    FUNCTION 1 refusal_internal.feed_position_hash(refusal.feed_position),
    FUNCTION 2 refusal_internal.feed_position_hash_extended(refusal.feed_position, bigint);

-- The last position of a page is what is acknowledged, or gone on from.
CREATE FUNCTION refusal_internal.feed_position_larger(refusal.feed_position, refusal.feed_position)
RETURNS refusal.feed_position
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_larger';
CREATE FUNCTION refusal_internal.feed_position_smaller(refusal.feed_position, refusal.feed_position)
RETURNS refusal.feed_position
LANGUAGE c IMMUTABLE STRICT PARALLEL SAFE AS 'MODULE_PATHNAME', 'refusal_feed_position_smaller';
CREATE AGGREGATE refusal.max(pos refusal.feed_position) (
    SFUNC = refusal_internal.feed_position_larger, STYPE = refusal.feed_position,
    COMBINEFUNC = refusal_internal.feed_position_larger, SORTOP = OPERATOR(refusal.>), PARALLEL = SAFE);
COMMENT ON AGGREGATE refusal.max(refusal.feed_position) IS 'The last of the positions in the feed';
CREATE AGGREGATE refusal.min(pos refusal.feed_position) (
    SFUNC = refusal_internal.feed_position_smaller, STYPE = refusal.feed_position,
    COMBINEFUNC = refusal_internal.feed_position_smaller, SORTOP = OPERATOR(refusal.<), PARALLEL = SAFE);
COMMENT ON AGGREGATE refusal.min(refusal.feed_position) IS 'The first of the positions in the feed';

CREATE TYPE refusal.feed_event AS (
    pos refusal.feed_position,
    event_id bigint,
    refusal_id bigint,
    shop_id integer,
    version integer,
    event text,
    from_state text,
    to_state text,
    actor text,
    occurred_at timestamptz,
    recorded_at timestamptz,
    payload jsonb,
    fence bigint
);
COMMENT ON TYPE refusal.feed_event IS 'An event with its place in the feed; fence: of the lease it was polled under';
