-- Hostile values in each argument of each public function: never an internal error, and nothing half done.
BEGIN;
SET LOCAL client_min_messages = warning;
\set p hostile
SELECT plan(4);
\ir fixture/world.inc
\ir fixture/hostile.inc

-- Of each type, what nobody expects. A JSON value is tried in every place where a JSON value may stand.
CREATE TEMPORARY TABLE hostile (type text, value text);
INSERT INTO hostile VALUES
    ('text', ''''''), ('text', 'repeat(''x'', 10000)'), ('text', 'E''\\u0001\n\t''::text'), ('text', '''{"a": 1}'''),
    ('text', '''%s %n''::text'), ('text', '''"; DROP TABLE x; --'''), ('text', 'repeat(''я'', 300)'), ('text', '''NaN'''),
    ('integer', '-2147483648'), ('integer', '2147483647'), ('integer', '0'), ('integer', '-1'),
    ('bigint', '-9223372036854775808'), ('bigint', '9223372036854775807'), ('bigint', '0'),
    ('numeric', '''NaN'''), ('numeric', '''Infinity'''), ('numeric', '-1'), ('numeric', '1e100'), ('numeric', '1e-100'),
    ('timestamp with time zone', '''infinity'''), ('timestamp with time zone', '''-infinity'''),
    ('timestamp with time zone', '''294276-12-31'''), ('timestamp with time zone', '''4713-01-01 BC'''),
    ('uuid', '''00000000-0000-0000-0000-000000000000'''), ('name', '''no such role'''), ('name', ''''''),
    ('boolean', 'false'), ('boolean', 'true'),
    ('text[]', '''{}'''), ('text[]', '''{NULL}'''), ('text[]', '''{{a,b},{c,d}}'''), ('text[]', 'ARRAY[repeat(''x'', 9999)]'),
    ('bigint[]', '''{}'''), ('bigint[]', '''{NULL}'''), ('bigint[]', '''{{1,2},{3,4}}'''), ('bigint[]', '''{-1,0,9223372036854775807}'''),
    ('bigint[]', '(SELECT array_agg(n) FROM generate_series(1, 5000) AS n)'),
    ('integer[]', '''{}'''), ('integer[]', '''{NULL,NULL}'''), ('integer[]', '''{{1},{2}}'''),
    ('uuid[]', '''{}'''), ('uuid[]', '''{NULL}'''),
    ('interval', '''-1 second'''), ('interval', '''1 month'''), ('interval', '''1 millisecond'''), ('interval', '''178000000 years'''), ('interval', '''1000000 days'''),
    ('refusal.feed_position', quote_literal('7fffffffffffffff-7fffffffffffffff-7fffffffffffffff')),
    ('refusal.feed_position', quote_literal('0000000000000000-0000000000000000-0000000000000001')),
    ('refusal.feed_position', quote_literal('0000000000000001-0000000000000001-0000000000000001')),
    ('refusal.feed_position', '''1-2-3''');
INSERT INTO hostile
SELECT 'jsonb', quote_literal(j) || '::jsonb' FROM unnest(ARRAY['null', 'true', '7', '-1e300', '"x"', '[]', '{}', '[null]', '[[]]', '[{}]', '[7]',
    '["x"]', '{"facility": 7}', '{"facility": {}}', '{"facility": "\u0001"}', '{"": ""}', '{"a": {"b": [1, {"c": null}]}}',
    '{"occurred_at": "soon"}', '{"occurred_at": 7}', '{"lines": 7}', '{"reason": ["x"]}', '{"document": 1e400}', '{"date": "9999999-01-01"}',
    '[{"line_no": 1e10, "received": 1}]', '[{"line_no": "1", "received": 1}]', '[{"line_no": 1.5}]', '[{"line_no": 1, "received": 99999999999}]',
    '[{"line_no": 1, "quantity": -1}]', '[{"sku": null}]', '[{"sku": {}, "quantity": 1}]', '[{"line_no": 1, "line_no": 2}]',
    '[{"kind": 7}]', '[{"kind": "photo", "latitude": "north"}]', '[{"kind": "photo", "taken_at": []}]', '[{"kind": "photo", "sha256": 7}]',
    '[{"shop": 7, "parcel": [], "reason": {}, "request_id": true}]', '[{"shop": "x", "parcel": "x", "facility": "x", "direction": 1}]',
    '[{"shop": "hostile-acme", "parcel": "P-3", "reason": "refused", "request_id": "zz"}]']) AS j
UNION ALL SELECT 'jsonb', format('(%L || repeat(%L, 5000) || repeat(%L, 5000) || %L)::jsonb', '', '[', ']', '')
UNION ALL SELECT 'jsonb', 'jsonb_build_object(''reason'', repeat(''x'', 100000))'
UNION ALL SELECT 'jsonb', '(SELECT jsonb_agg(n) FROM generate_series(1, 2000) AS n)';

CREATE TEMPORARY TABLE outcome AS
SELECT f.proname, f.proargnames[a] AS argument, h.value, pg_temp.attempt(pg_temp.call_of(f.oid, a, h.value)) AS outcome
FROM pg_proc f, generate_series(1, f.pronargs) AS a JOIN hostile h ON true
WHERE f.pronamespace = 'refusal'::regnamespace AND f.prokind = 'f' AND h.type = format_type(f.proargtypes[a - 1], NULL);
SELECT cmp_ok((SELECT count(*) FROM outcome), '>', 500::bigint, 'there are hundreds of them');
SELECT cmp_ok((SELECT count(DISTINCT proname || argument) FROM outcome), '>', 60::bigint, 'in every argument');
SELECT is_empty($$SELECT * FROM outcome WHERE outcome !~ '^(a result|RF...|22...|23...|42501|42704|42710|54001)$'$$, 'none is an internal error');
SELECT is((SELECT count(*) FROM refusal.verify()), 0::bigint, 'the journal holds');

SELECT * FROM finish();
ROLLBACK;
