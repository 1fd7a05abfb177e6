import assert from 'node:assert/strict';
import { test } from 'node:test';
import { Backlog } from '../src/logic/backlog';
import { mergeRows, type Place } from '../src/logic/merge';
import { pause } from '../src/logic/pause';
import { event, row } from './fixture';

const everything: Place = {
    matches: () => true,
    before: (a, b) => a.refusal_id >= b.refusal_id,
    complete: true,
};
const onlyWaiting: Place = { ...everything, matches: ({ state }) => state === 'awaiting_decision' };
const ids = (list: { rows: { refusal_id: number }[] }): number[] => list.rows.map(({ refusal_id: id }) => id);

test('a refusal that begins live comes first, and is counted', () => {
    const first = row({ refusal_id: 7 });
    const merged = mergeRows(
        { rows: [row({ refusal_id: 5 })], total: 1 },
        [event(first, { from_state: null })],
        everything,
    );
    assert.deepEqual(ids(merged), [7, 5]);
    assert.equal(merged.total, 2);
});

test('the same event told twice changes nothing the second time', () => {
    const events = [event(row({ refusal_id: 7 }), { from_state: null })];
    const once = mergeRows({ rows: [], total: 0 }, events, everything);
    assert.equal(mergeRows(once, events, everything), once);
});

test('an older version never replaces a newer one', () => {
    const list = { rows: [row({ version: 5, state: 'held' })], total: 1 };
    assert.equal(mergeRows(list, [event(row({ version: 4, state: 'refused' }))], everything), list);
});

test('of several events of one refusal the newest row is kept', () => {
    const events = [
        event(row({ version: 4, state: 'held' })),
        event(row({ version: 3, state: 'awaiting_decision' })),
    ];
    const merged = mergeRows({ rows: [row({ version: 2 })], total: 1 }, events, everything);
    assert.equal(merged.rows[0]?.state, 'held');
});

test('what no longer matches leaves, and is no longer counted', () => {
    const list = { rows: [row({ state: 'awaiting_decision' })], total: 4 };
    const merged = mergeRows(
        list,
        [event(row({ version: 3, state: 'held' }), { from_state: 'awaiting_decision' })],
        onlyWaiting,
    );
    assert.deepEqual(merged, { rows: [], total: 3 });
});

test('what begins to match appears, though its refusal is old', () => {
    const now = row({ refusal_id: 3, version: 9, state: 'awaiting_decision' });
    const merged = mergeRows({ rows: [], total: 0 }, [event(now, { from_state: 'held' })], onlyWaiting);
    assert.deepEqual(ids(merged), [3]);
    assert.equal(merged.total, 1);
});

test('a change of a row that is not loaded adds none', () => {
    const list = { rows: [row({ refusal_id: 9 })], total: 500 };
    assert.equal(
        mergeRows(list, [event(row({ refusal_id: 2, version: 6 }))], { ...everything, complete: false }),
        list,
    );
});

test('behind the last loaded row nothing is put while there are more', () => {
    const place: Place = {
        matches: () => true,
        before: (a, b) => a.refusal_id < b.refusal_id,
        complete: false,
    };
    const merged = mergeRows(
        { rows: [row({ refusal_id: 1 })], total: 10 },
        [event(row({ refusal_id: 50 }), { from_state: null })],
        place,
    );
    assert.deepEqual(ids(merged), [1]);
    assert.equal(merged.total, 11);
});

test('the backlog gives what came after a position, and forgets the oldest', () => {
    const backlog = new Backlog(2);
    const events = [1, 2, 3].map((id) => event(row({ refusal_id: id }), { position: `0${id}` }));
    backlog.add(events);
    assert.deepEqual(
        backlog.since('00').map(({ position }) => position),
        ['02', '03'],
    );
    assert.deepEqual(
        backlog.since('02').map(({ position }) => position),
        ['03'],
    );
    assert.deepEqual(backlog.since(null), []);
});

test('pauses between attempts grow to half a minute and differ between pages', () => {
    assert.ok(pause(1, 0) < pause(4, 0));
    assert.ok(pause(30, 1) <= 30_000);
    assert.notEqual(pause(5, 0.1), pause(5, 0.9));
});
