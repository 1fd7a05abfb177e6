-- refusal.channel(): where a shop's events are told.
BEGIN;
SELECT plan(6);
\set p chan
\ir fixture/world.inc

SELECT matches(pg_temp.one_as('shop', format('SELECT refusal.channel(%L) AS c', pg_temp.code('acme')))->>'c', '^refusal_[0-9a-f]{32}$',
               'a name that cannot be guessed');
SELECT is(pg_temp.one_as('shop', format('SELECT refusal.channel(%L) AS c', pg_temp.code('acme')))->>'c',
          pg_temp.one_as('courier', format('SELECT refusal.channel(%L) AS c', pg_temp.code('acme')))->>'c', 'one for all');
SELECT isnt(refusal.channel(pg_temp.code('acme')), refusal.channel(pg_temp.code('nord')), 'another for another shop');
SELECT throws_ok($$SELECT pg_temp.one_as('nord', format('SELECT refusal.channel(%L)', pg_temp.code('acme')))$$, 'RF004', NULL,
                 'told to who sees the shop');
SELECT is(pg_temp.one_as('nord', 'SELECT count(*) AS n FROM refusal.shop')->>'n', '1', 'nor read from the table by others');
SELECT throws_ok('SELECT refusal.channel(NULL)', '22023', NULL, 'of no shop');

SELECT * FROM finish();
ROLLBACK;
