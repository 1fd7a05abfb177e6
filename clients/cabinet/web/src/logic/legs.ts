import type { Leg } from '../api/types';

export type Progress = 'done' | 'underway' | 'planned';

export function progressOf(leg: Leg): Progress {
    if (leg.actual_arrived_at !== null) return 'done';
    return leg.actual_departed_at !== null ? 'underway' : 'planned';
}

// A facility that the parcel has left it has also reached, though nobody scanned it in.
export function progressOfAll(legs: Leg[]): Progress[] {
    const each = legs.map(progressOf);
    const last = each.reduce((latest, progress, index) => (progress === 'planned' ? latest : index), -1);
    return each.map((progress, index) => (index < last ? 'done' : progress));
}

// Milliseconds behind the plan at the last leg that has moved; null where nothing has, or it is on time.
export function lateBy(legs: Leg[]): number | null {
    const moved = legs
        .filter((leg) => leg.actual_departed_at !== null || leg.actual_arrived_at !== null)
        .at(-1);
    if (moved === undefined) return null;
    const [actual, planned] =
        moved.actual_arrived_at !== null
            ? [moved.actual_arrived_at, moved.arrives_at]
            : [moved.actual_departed_at, moved.departs_at];
    const late = Date.parse(actual ?? '') - Date.parse(planned);
    return late >= 60_000 ? late : null;
}
