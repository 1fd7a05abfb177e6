// The filters of the list of refusals: in the page's address, in the question to the server, and for a row
// that comes live.

import type { RefusalRow } from '../api/types';

export type Sort = 'recorded_at' | 'cost' | 'deadline' | 'number';

export type Filters = {
    search: string;
    state: string[];
    reason: string;
    region: string;
    courier: string[];
    since: string;
    until: string;
    cost_from: string;
    cost_to: string;
    open: boolean;
    waiting: boolean;
    sort: Sort;
    descending: boolean;
};

export const noFilters: Filters = {
    search: '',
    state: [],
    reason: '',
    region: '',
    courier: [],
    since: '',
    until: '',
    cost_from: '',
    cost_to: '',
    open: false,
    waiting: false,
    sort: 'recorded_at',
    descending: true,
};

const sorts: readonly Sort[] = ['recorded_at', 'cost', 'deadline', 'number'];
const texts = ['search', 'reason', 'region', 'since', 'until', 'cost_from', 'cost_to'] as const;
const lists = ['state', 'courier'] as const;
const flags = ['open', 'waiting'] as const;

export function filtersOf(query: URLSearchParams): Filters {
    const filters: Filters = { ...noFilters };
    for (const key of texts) filters[key] = (query.get(key) ?? '').trim();
    for (const key of lists) filters[key] = (query.get(key) ?? '').split(',').filter((item) => item !== '');
    for (const key of flags) filters[key] = query.get(key) === 'true';
    const sort = sorts.find((known) => known === query.get('sort'));
    if (sort !== undefined) filters.sort = sort;
    filters.descending = query.get('descending') !== 'false';
    return filters;
}

// The defaults are left out, so that an address says only what was asked for.
export function queryOf(filters: Filters): URLSearchParams {
    const query = new URLSearchParams();
    for (const key of texts) if (filters[key] !== '') query.set(key, filters[key]);
    for (const key of lists) if (filters[key].length > 0) query.set(key, filters[key].join(','));
    for (const key of flags) if (filters[key]) query.set(key, 'true');
    if (filters.sort !== noFilters.sort) query.set('sort', filters.sort);
    if (!filters.descending) query.set('descending', 'false');
    return query;
}

// Days in the address are the shop's; the server is asked for instants, the last day included.
export function questionOf(
    filters: Filters,
    startOfDay: (day: string) => string,
    dayAfter: (day: string) => string,
): URLSearchParams {
    const query = queryOf(filters);
    if (filters.since !== '') query.set('since', startOfDay(filters.since));
    if (filters.until !== '') query.set('until', startOfDay(dayAfter(filters.until)));
    return query;
}

export function isFiltered(filters: Filters): boolean {
    const { sort, descending } = noFilters;
    return queryOf({ ...filters, sort, descending }).toString() !== '';
}

const asking = new Set(['verifying', 'awaiting_decision', 'disputed']);
export const isWaiting = (row: RefusalRow): boolean => asking.has(row.state);
export const waitingAmong = (counts: { state: string; count: number }[]): number =>
    counts.reduce((sum, { state, count }) => sum + (asking.has(state) ? count : 0), 0);

const within = (path: string | null, node: string): boolean =>
    node === '' || path === node || (path?.startsWith(`${node}.`) ?? false);

export const costOf = (row: RefusalRow): number =>
    Number((row.is_open ? row.cost_planned : null) ?? row.cost_actual);

export function matches(row: RefusalRow, filters: Filters, since: string, until: string): boolean {
    const recorded = Date.parse(row.recorded_at);
    return (
        (row.number.toLowerCase().includes(filters.search.toLowerCase()) ||
            String(row.refusal_id) === filters.search) &&
        (filters.state.length === 0 || filters.state.includes(row.state)) &&
        within(row.reason, filters.reason) &&
        within(row.region, filters.region) &&
        (filters.courier.length === 0 || (row.courier !== null && filters.courier.includes(row.courier))) &&
        (since === '' || recorded >= Date.parse(since)) &&
        (until === '' || recorded < Date.parse(until)) &&
        (filters.cost_from === '' || costOf(row) >= Number(filters.cost_from)) &&
        (filters.cost_to === '' || costOf(row) <= Number(filters.cost_to)) &&
        (!filters.open || row.is_open) &&
        (!filters.waiting || isWaiting(row))
    );
}

// Whether a row comes before another in this order (refusals are numbered as they are recorded); null where
// the browser cannot know the database's order.
export function orderOf(filters: Filters): ((row: RefusalRow, other: RefusalRow) => boolean) | null {
    const key =
        filters.sort === 'recorded_at'
            ? (row: RefusalRow) => row.refusal_id
            : filters.sort === 'cost'
              ? costOf
              : null;
    if (key === null) return null;
    return filters.descending
        ? (row, other) => key(row) >= key(other)
        : (row, other) => key(row) < key(other);
}
