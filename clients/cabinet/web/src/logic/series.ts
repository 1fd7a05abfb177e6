// A series over time with the days on which nothing happened.

import { dayAfter, startOfDay } from '../text/format';

export type Bucket = { day: string; count: number; cost: number };

export function filled(
    given: { bucket: string; count: number; cost: string }[],
    since: string,
    until: string,
    step: 'day' | 'week',
    dayOf: (date: Date) => string,
): Bucket[] {
    const known = new Map(given.map((bucket) => [dayOf(new Date(bucket.bucket)), bucket]));
    const buckets: Bucket[] = [];
    for (
        let day = step === 'week' ? monday(since) : since;
        day <= until;
        day = dayAfter(day, step === 'week' ? 7 : 1)
    ) {
        const bucket = known.get(day);
        buckets.push({ day, count: bucket?.count ?? 0, cost: Number(bucket?.cost ?? 0) });
    }
    return buckets;
}

function monday(day: string): string {
    const weekday = (new Date(`${day}T00:00Z`).getUTCDay() + 6) % 7;
    return dayAfter(day, -weekday);
}

export const periodOf = (days: number, today: string, zone: string): { since: string; until: string } => ({
    since: startOfDay(dayAfter(today, 1 - days), zone),
    until: startOfDay(dayAfter(today), zone),
});

// The largest few, and the rest as one.
export function largest<T>(items: T[], size: (item: T) => number, most: number): { shown: T[]; rest: T[] } {
    const sorted = [...items].sort((a, b) => size(b) - size(a));
    return { shown: sorted.slice(0, most), rest: sorted.slice(most) };
}
