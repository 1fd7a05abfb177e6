import assert from 'node:assert/strict';
import { test } from 'node:test';
import type { Leg } from '../src/api/types';
import { lateBy, progressOfAll } from '../src/logic/legs';
import { canBeFired, fieldsOf, hasDialogOfItsOwn } from '../src/logic/payloads';
import { fitted, roundDistance } from '../src/logic/projection';
import { byRank, copied, forServer, isCatchAll, moved } from '../src/logic/rules';
import { filled, largest, periodOf } from '../src/logic/series';
import { shownRows } from '../src/logic/window';
import { rule } from './fixture';

const moscow = { latitude: 55.75, longitude: 37.62 };
const vladivostok = { latitude: 43.12, longitude: 131.89 };
const murmansk = { latitude: 68.96, longitude: 33.08 };

test('what is shown fits the picture, north is up and east is right', () => {
    const { at: project } = fitted([moscow, vladivostok, murmansk], 640, 340, 50);
    const [m, v, n] = [moscow, vladivostok, murmansk].map(project) as [
        { x: number; y: number },
        { x: number; y: number },
        { x: number; y: number },
    ];
    for (const { x, y } of [m, v, n])
        assert.ok(x >= 49.9 && x <= 590.1 && y >= 49.9 && y <= 290.1, `${x} ${y}`);
    assert.ok(v.x > m.x && n.y < m.y);
});

test('distances on the picture are those on the ground, about', () => {
    const { at: project } = fitted([moscow, vladivostok, murmansk], 640, 340, 50);
    const length = (a: typeof moscow, b: typeof moscow): number =>
        Math.hypot(project(a).x - project(b).x, project(a).y - project(b).y);
    // Great circles: Moscow to Vladivostok 6,430 km, Moscow to Murmansk 1,490 km.
    const ratio = length(moscow, vladivostok) / length(moscow, murmansk);
    assert.ok(ratio > 3.9 && ratio < 4.8, String(ratio));
});

test('the scale of the picture is a round distance that is true', () => {
    assert.deepEqual([1, 7, 24, 499, 1999].map(roundDistance), [1, 5, 20, 200, 1000]);
    const { at, perKilometre } = fitted([moscow, murmansk], 640, 340, 50);
    const pixels = Math.hypot(at(moscow).x - at(murmansk).x, at(moscow).y - at(murmansk).y);
    assert.ok(Math.abs(pixels / perKilometre - 1490) < 40, String(pixels / perKilometre));
});

test('one place alone is drawn in the middle', () => {
    const { x, y } = fitted([moscow], 640, 340, 50).at(moscow);
    assert.ok(Math.abs(x - 320) < 1 && Math.abs(y - 170) < 1);
});

const leg = (departed: string | null, arrived: string | null): Leg => ({
    lane_id: 1,
    from: 'A',
    from_name: 'A',
    to: 'B',
    to_name: 'B',
    departs_at: '2026-03-01T10:00:00Z',
    arrives_at: '2026-03-01T12:00:00Z',
    cost: '10.00',
    actual_departed_at: departed,
    actual_arrived_at: arrived,
});

test('legs are done, under way or ahead; who is further on has done the ones before', () => {
    const gone = '2026-03-01T10:00:00Z';
    assert.deepEqual(progressOfAll([leg(gone, null), leg(gone, null), leg(null, null)]), [
        'done',
        'underway',
        'planned',
    ]);
    assert.deepEqual(progressOfAll([leg(null, null)]), ['planned']);
});

test('being late is measured at the last leg that moved', () => {
    assert.equal(lateBy([leg('2026-03-01T10:00:20Z', null)]), null);
    assert.equal(lateBy([leg('2026-03-01T10:00:00Z', '2026-03-01T13:00:00Z'), leg(null, null)]), 3_600_000);
});

test('of a long list only what is seen is drawn, at its place', () => {
    const shown = shownRows(5000, 46, 46 * 1000, 900, 8);
    assert.equal(shown.first, 992);
    assert.ok(shown.last - shown.first < 50);
    assert.equal(shown.before + (shown.last - shown.first) * 46 + shown.after, 5000 * 46);
    assert.deepEqual(shownRows(3, 46, 0, 900), { first: 0, last: 3, before: 0, after: 0 });
});

test('rules stand in the order of their rank, those without one last, the catch-all behind them', () => {
    const rules = [
        rule({ name: 'all' }),
        rule({ name: 'second', rank: 2, reason: 'a' }),
        rule({ name: 'none', rank: null, reason: 'b' }),
        rule({ name: 'first', rank: 1, reason: 'c' }),
    ];
    rules[0]!.rank = null;
    assert.deepEqual(
        byRank(rules).map(({ name }) => name),
        ['first', 'second', 'none', 'all'],
    );
});

test('a rule moves one step, and its place becomes its rank', () => {
    const rules = byRank([
        rule({ name: 'a', rank: 10, reason: 'x' }),
        rule({ name: 'b', rank: 20, reason: 'y' }),
        rule({ name: 'all', rank: null }),
    ]);
    const after = moved(rules, rules[1]!.key, -1);
    assert.deepEqual(
        after.map(({ name, rank }) => [name, rank]),
        [
            ['b', 1],
            ['a', 2],
            ['all', null],
        ],
    );
    assert.equal(moved(rules, rules[0]!.key, -1), rules);
});

test('a copy is a new rule of the server’s', () => {
    const rules = copied([rule({ rule_id: 4, name: 'a', rank: 3 })], '', String);
    const [original, copy] = copied(rules, rules[0]!.key, (name) => `${name}!`);
    assert.equal(original?.rule_id, 4);
    assert.equal(copy?.rule_id, undefined);
    assert.equal(copy?.name, 'a!');
    assert.ok(!('key' in forServer([copy!])[0]!));
    assert.ok(isCatchAll(copy!));
});

test('days without refusals are shown as nothing, not left out', () => {
    const day = (date: Date): string => date.toISOString().slice(0, 10);
    const buckets = filled(
        [{ bucket: '2026-03-02T00:00:00Z', count: 3, cost: '30.00' }],
        '2026-03-01',
        '2026-03-03',
        'day',
        day,
    );
    assert.deepEqual(
        buckets.map(({ count }) => count),
        [0, 3, 0],
    );
    assert.deepEqual(
        filled([], '2026-03-04', '2026-03-12', 'week', day).map((bucket) => bucket.day),
        ['2026-03-02', '2026-03-09'],
    );
});

test('a period of days ends with today, whole', () => {
    assert.deepEqual(periodOf(7, '2026-03-07', 'Europe/Moscow'), {
        since: '2026-02-28T21:00:00.000Z',
        until: '2026-03-07T21:00:00.000Z',
    });
});

test('the largest are kept apart, the rest goes together', () => {
    assert.deepEqual(
        largest([1, 5, 3], (n) => n, 2),
        { shown: [5, 3], rest: [1] },
    );
});

test('an event asks for what its guard wants; others are possible as they are', () => {
    assert.deepEqual(
        fieldsOf('hand_over', null).map(({ key, required }) => [key, required]),
        [['document', true]],
    );
    assert.deepEqual(
        fieldsOf('quarantine', 'reason_given').map(({ key }) => key),
        ['reason'],
    );
    assert.deepEqual(fieldsOf('accept_proof', null), []);
    assert.ok(canBeFired({ allowed: false, blocked_by: 'document_given' }));
    assert.ok(!canBeFired({ allowed: false, blocked_by: 'actor' }));
    assert.ok(
        hasDialogOfItsOwn('override', []) &&
            !hasDialogOfItsOwn('hold', []) &&
            hasDialogOfItsOwn('hold', ['hold']),
    );
});
