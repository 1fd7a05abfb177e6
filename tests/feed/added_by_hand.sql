-- What an administrator adds to the tables whose rows are written straight is kept to, or refused; never passed over.
SELECT plan(58);
CREATE EXTENSION amcheck;

CREATE FUNCTION test.recorded(n integer, reason text = 'refused', lines jsonb = NULL) RETURNS text LANGUAGE sql AS $$
    SELECT test.call('courier', format('record(''acme'', %L, %L, gen_random_uuid(), lines => %L)', 'A-' || n, reason, lines))
$$;
CREATE FUNCTION test.rows() RETURNS text LANGUAGE sql AS $$
    SELECT format('%s %s %s', (SELECT count(*) FROM refusal.line), (SELECT count(*) FROM refusal.event), (SELECT count(*) FROM refusal.route))
$$;
-- Does every row of a table have its place in each of its indexes, and nothing else? Tables with partitions: in each of them.
CREATE FUNCTION test.indexes(part regclass) RETURNS SETOF text LANGUAGE sql AS $$
    SELECT lives_ok(format('SELECT bt_index_check(%L, true)', i.indexrelid::regclass), 'every row is in ' || i.indexrelid::regclass)
    FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relkind = 'i' AND i.indrelid IN (SELECT part UNION SELECT t.relid FROM pg_partition_tree(part) AS t)
    ORDER BY c.relname
$$;

-- Indexes: plain, partial, of an expression, of the journal as a whole.
CREATE INDEX mine_plain ON refusal.line (shop_id, refused);
CREATE INDEX mine_partial ON refusal.line (parcel_id) WHERE refused > 1;
CREATE INDEX mine_expression ON refusal.line (coalesce(supplier, 'nobody'), (shipped - refused));
CREATE INDEX mine_route ON refusal.route (destination_id, arrives_at);
CREATE INDEX ON refusal.event (facility_id, (payload ->> 'reason'));
CALL refusal.maintain();
SELECT is(test.recorded(n), 'done', 'recorded with them') FROM generate_series(1, 3) AS n;
SELECT is((SELECT count(*) FROM test.all_as('courier', $$SELECT * FROM refusal.record_many('[
    {"shop": "acme", "parcel": "A-4", "reason": "refused", "request_id": "00000000-0000-4000-8000-000000000004"},
    {"shop": "acme", "parcel": "A-5", "reason": "refused", "request_id": "00000000-0000-4000-8000-000000000005"}]') WHERE error_code IS NULL$$)), 2::bigint, 'many at once');
SELECT is(test.rows(), '10 10 5', 'all of it is written');
SELECT test.indexes('refusal.line');
SELECT test.indexes('refusal.route');
SELECT test.indexes('refusal.event');
SET enable_seqscan = off;
SELECT is((SELECT count(*) FROM refusal.line WHERE refused > 1 AND parcel_id > 0), 5::bigint, 'and is found by them');
SET enable_seqscan = on;
CREATE UNIQUE INDEX mine_unique ON refusal.line (parcel_id, line_no) WHERE parcel_id > 5;
SELECT is(test.recorded(6), 'done', 'a unique one');
SELECT test.call('courier', format('fire(%s, ''retract'')', max(refusal_id))) FROM refusal.refusal \gset r_
SELECT is(test.recorded(6), '23505', 'which is kept to');
SELECT is(test.rows(), '12 13 6', 'and nothing is written where it is not');
DROP INDEX refusal.mine_unique;

-- CHECKs.
ALTER TABLE refusal.line ADD CONSTRAINT mine CHECK (line_no = 1 OR refused = 0) NOT VALID;
SELECT is(test.recorded(7), '23514', 'a CHECK of lines');
SELECT is(test.recorded(7, lines => '[{"line_no": 1}]'), 'done', 'is kept to');
ALTER TABLE refusal.line DROP CONSTRAINT mine;
ALTER TABLE refusal.event ADD CONSTRAINT mine CHECK (payload ->> 'reason' <> 'refused.late');
SELECT is(test.recorded(8, 'refused.late'), '23514', 'one of the journal');
SELECT is(test.recorded(8), 'done', 'is kept to');
SELECT is(test.call('courier', format('fire(%s, ''retract'')', max(refusal_id))), 'done', 'whatever happens') FROM refusal.refusal;
ALTER TABLE refusal.event ADD CONSTRAINT mine_too CHECK (version < 1000) NOT VALID;
SELECT month AS last FROM refusal_internal.journal_months() ORDER BY since DESC LIMIT 1 \gset
DROP TABLE :last;
CALL refusal.maintain();
SELECT is((SELECT count(*) FROM refusal_internal.journal_months() AS j JOIN pg_constraint c ON c.conrelid = j.month WHERE c.conname LIKE 'mine%'), 6::bigint,
          'a month that is made has it, as all of them have');
ALTER TABLE refusal.event DROP CONSTRAINT mine, DROP CONSTRAINT mine_too;
ALTER TABLE refusal.route ADD CONSTRAINT mine CHECK (cost < 1) NOT VALID;
SELECT is(test.recorded(9), '23514', 'one of routes');
ALTER TABLE refusal.route DROP CONSTRAINT mine;
-- What maintain() proves a month's absence with is not for those who write.
SELECT month FROM refusal_internal.journal_months() WHERE since < now() \gset
ALTER TABLE :month ADD CONSTRAINT none_of_2026_11 CHECK (recorded_at < '2020-01-01') NOT VALID;
SELECT is(test.recorded(9), 'done', 'maintenance''s own stops nobody');
ALTER TABLE :month DROP CONSTRAINT none_of_2026_11;

-- Triggers, foreign keys, rules, row security.
CREATE FUNCTION test.fired() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'fired'; END $$;
CREATE TABLE test.shop AS SELECT shop_id FROM refusal.shop;
ALTER TABLE test.shop ADD PRIMARY KEY (shop_id);
CREATE FUNCTION test.recorded_with(statement text, n integer = 10) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
BEGIN
    EXECUTE statement;
    said := test.recorded(n);
    RAISE EXCEPTION USING ERRCODE = 'P0099';
EXCEPTION WHEN SQLSTATE 'P0099' THEN
    RETURN said;
END
$$;
SELECT is(test.recorded_with(s), '0A000', 'refused: ' || s) FROM unnest(ARRAY[
    'CREATE TRIGGER mine AFTER INSERT ON refusal.line FOR EACH ROW EXECUTE FUNCTION test.fired()',
    'CREATE TRIGGER mine BEFORE INSERT ON refusal.line FOR EACH STATEMENT EXECUTE FUNCTION test.fired()',
    'CREATE TRIGGER mine AFTER INSERT ON refusal.route FOR EACH STATEMENT EXECUTE FUNCTION test.fired()',
    'CREATE TRIGGER mine AFTER INSERT ON refusal.event FOR EACH ROW EXECUTE FUNCTION test.fired()',
    'CREATE TRIGGER mine AFTER INSERT ON refusal.event FOR EACH STATEMENT EXECUTE FUNCTION test.fired()',
    'ALTER TABLE refusal.line ADD FOREIGN KEY (shop_id) REFERENCES test.shop',
    'ALTER TABLE refusal.line ADD UNIQUE (parcel_id, line_no) DEFERRABLE',
    'CREATE RULE mine AS ON INSERT TO refusal.line DO ALSO NOTHING',
    'CREATE RULE mine AS ON INSERT TO refusal.event DO INSTEAD NOTHING']) AS s;
SELECT is(test.recorded_with(s), 'done', 'no INSERT''s business: ' || s) FROM unnest(ARRAY[
    'CREATE TRIGGER mine AFTER UPDATE ON refusal.line FOR EACH ROW EXECUTE FUNCTION test.fired()',
    -- As an INSERT into the journal would not fire it either.
    'CREATE TRIGGER mine AFTER INSERT ON refusal_internal.event_default FOR EACH STATEMENT EXECUTE FUNCTION test.fired()',
    -- As for PostgreSQL's foreign keys.
    'ALTER TABLE refusal.line FORCE ROW LEVEL SECURITY']) AS s;
SELECT is(test.recorded_with(format('ALTER TABLE refusal.%I ADD COLUMN mine text DEFAULT ''mine''', t)), '55000',
          'nor does it take other columns: ' || t) FROM unnest('{line,event,refusal}'::text[]) AS t;
CREATE FUNCTION test.fired_with(statement text) RETURNS text LANGUAGE plpgsql AS $$
DECLARE
    said text;
    id bigint := max(refusal_id) FROM refusal.refusal WHERE is_open;
BEGIN
    EXECUTE statement;
    said := test.call('courier', format('fire(%s, ''retract'')', id));
    RAISE EXCEPTION USING ERRCODE = 'P0099';
EXCEPTION WHEN SQLSTATE 'P0099' THEN
    RETURN said;
END
$$;
SELECT is(test.fired_with('ALTER TABLE refusal.refusal ADD COLUMN mine text DEFAULT ''mine'''), '55000',
          'not in a session that has changed refusals without them');
SELECT is(test.recorded(10), 'done', 'without all that it goes on');
SELECT is_empty('SELECT * FROM refusal.verify()', 'and all of it holds');

SELECT * FROM finish();
