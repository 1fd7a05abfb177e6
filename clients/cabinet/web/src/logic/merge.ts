// Laying live events over rows that were read before. Repeated or late events change nothing: the version
// decides.

import type { LiveEvent, RefusalRow } from '../api/types';

export type Listed = { rows: RefusalRow[]; total: number | null };

export type Place = {
    matches: (row: RefusalRow) => boolean;
    // Whether a row comes before another; null where the browser cannot know the database's order.
    before: ((row: RefusalRow, other: RefusalRow) => boolean) | null;
    // All rows there are have been loaded, so that one may come last.
    complete: boolean;
};

// What the events say of one refusal: how it is now, and in which state the first of them found it.
type Change = { row: RefusalRow; first: LiveEvent };

function changesOf(events: LiveEvent[]): Map<number, Change> {
    const changes = new Map<number, Change>();
    for (const event of events) {
        const known = changes.get(event.refusal_id);
        const row = event.row ?? known?.row;
        if (row === undefined) continue;
        const newest = known !== undefined && known.row.version > row.version ? known.row : row;
        const first = known !== undefined && known.first.version < event.version ? known.first : event;
        changes.set(event.refusal_id, { row: newest, first });
    }
    return changes;
}

// A state that an event leaves is an open one.
function matchedBefore({ row, first }: Change, place: Place): boolean {
    return first.from_state !== null && place.matches({ ...row, state: first.from_state, is_open: true });
}

export function mergeRows(list: Listed, events: LiveEvent[], place: Place): Listed {
    const changes = changesOf(events);
    let shift = 0;
    let changed = false;
    const rows: RefusalRow[] = [];
    for (const row of list.rows) {
        const now = changes.get(row.refusal_id)?.row;
        changes.delete(row.refusal_id);
        if (now === undefined || now.version <= row.version) {
            rows.push(row);
            continue;
        }
        changed = true;
        if (place.matches(now)) rows.push(now);
        else shift -= 1;
    }
    // Of rows that are not loaded it matters whether they came to belong here, or ceased to.
    for (const change of changes.values()) {
        const matchesNow = place.matches(change.row);
        if (matchesNow === matchedBefore(change, place)) continue;
        shift += matchesNow ? 1 : -1;
        if (!matchesNow || place.before === null) continue;
        const { before } = place;
        const at = rows.findIndex((other) => before(change.row, other));
        if (at < 0 && !place.complete) continue;
        changed = true;
        rows.splice(at < 0 ? rows.length : at, 0, change.row);
    }
    if (!changed && shift === 0) return list;
    return { rows, total: list.total === null ? null : list.total + shift };
}

export function isArrival(event: LiveEvent): boolean {
    return event.from_state === null;
}
