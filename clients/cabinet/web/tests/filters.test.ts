import assert from 'node:assert/strict';
import { test } from 'node:test';
import {
    filtersOf,
    isFiltered,
    matches,
    noFilters,
    orderOf,
    queryOf,
    questionOf,
    waitingAmong,
    type Filters,
} from '../src/logic/filters';
import { pageAt } from '../src/logic/router';
import { withAncestors } from '../src/parts/path_select';
import { dayAfter, startOfDay } from '../src/text/format';
import { row } from './fixture';

const chosen = (change: Partial<Filters>): Filters => ({ ...noFilters, ...change });
const fits = (change: Partial<Filters>, of = row()): boolean => matches(of, chosen(change), '', '');

test('filters go into an address and come back the same', () => {
    const filters = chosen({
        search: 'A-1',
        state: ['held', 'missing'],
        reason: 'refused.contents',
        region: 'central',
        courier: ['ivan'],
        since: '2026-03-01',
        until: '2026-03-31',
        cost_from: '10',
        cost_to: '200.50',
        open: true,
        waiting: true,
        sort: 'cost',
        descending: false,
    });
    assert.deepEqual(filtersOf(new URLSearchParams(queryOf(filters).toString())), filters);
});

test('an address without filters says nothing', () => {
    assert.equal(queryOf(noFilters).toString(), '');
    assert.equal(isFiltered(chosen({ sort: 'cost', descending: false })), false);
    assert.equal(isFiltered(chosen({ courier: ['ivan'] })), true);
});

test('an unknown sort in an address is not passed on', () => {
    assert.equal(filtersOf(new URLSearchParams('sort=password')).sort, 'recorded_at');
});

test('the days of the filter are the shop’s, the last one included', () => {
    const question = questionOf(
        chosen({ since: '2026-03-01', until: '2026-03-01' }),
        (day) => startOfDay(day, 'Europe/Moscow'),
        dayAfter,
    );
    assert.equal(question.get('since'), '2026-02-28T21:00:00.000Z');
    assert.equal(question.get('until'), '2026-03-01T21:00:00.000Z');
});

test('a node of a tree stands for all below it and for no other', () => {
    assert.ok(fits({ reason: 'refused' }));
    assert.ok(fits({ region: 'central' }));
    assert.ok(!fits({ reason: 'refused.lat' }));
    assert.ok(!fits({ region: 'central' }, row({ region: null })));
});

test('a row is compared with every filter', () => {
    assert.ok(fits({ search: 'a-1' }) && !fits({ search: 'B' }));
    const found = row({ refusal_id: 207 });
    assert.ok(fits({ search: '207' }, found) && !fits({ search: '20' }, found));
    assert.ok(fits({ state: ['held', 'return_planned'] }) && !fits({ state: ['held'] }));
    assert.ok(fits({ courier: ['ivan'] }) && !fits({ courier: ['petr'] }));
    assert.ok(fits({ open: true }) && !fits({ open: true }, row({ is_open: false })));
    assert.ok(fits({ waiting: true }, row({ state: 'disputed' })) && !fits({ waiting: true }));
    assert.ok(
        matches(row(), noFilters, '2026-03-01T10:00:05Z', '') &&
            !matches(row(), noFilters, '', '2026-03-01T10:00:05Z'),
    );
});

test('cost is what is planned while a refusal is open, and what was spent after', () => {
    assert.ok(fits({ cost_from: '100', cost_to: '100' }));
    assert.ok(!fits({ cost_from: '100' }, row({ is_open: false, cost_actual: '20.00' })));
});

test('the order of the list is known where the browser can know it', () => {
    assert.equal(orderOf(noFilters)?.(row({ refusal_id: 2 }), row({ refusal_id: 1 })), true);
    assert.equal(
        orderOf(chosen({ descending: false }))?.(row({ refusal_id: 2 }), row({ refusal_id: 1 })),
        false,
    );
    assert.equal(orderOf(chosen({ sort: 'number' })), null);
});

test('addresses name pages', () => {
    assert.deepEqual(pageAt('/', ''), { name: 'today' });
    assert.deepEqual(pageAt('/refusals/12', ''), { name: 'refusal', id: 12 });
    assert.deepEqual(pageAt('/scenario', ''), { name: 'scenario', id: null });
    assert.deepEqual(pageAt('/refusals/12/x', ''), { name: 'nowhere' });
});

test('a tree of paths is offered with its inner nodes', () => {
    assert.deepEqual(withAncestors(['b.c.d', 'b.e']), ['b', 'b.c', 'b.c.d', 'b.e']);
});

test('of all that are counted, those that wait for the shop', () => {
    const counts = [
        { state: 'held', count: 7 },
        { state: 'awaiting_decision', count: 400 },
        { state: 'disputed', count: 2 },
    ];
    assert.equal(waitingAmong(counts), 402);
});
