// ISO 8601 durations, as rules have them. A month has no fixed length, so durations with months are left as
// they are.

const pattern = /^P(?:(\d+)W)?(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+(?:\.\d+)?)S)?)?$/;

export type Unit = 'S' | 'M' | 'H' | 'D';
export const units: readonly Unit[] = ['M', 'H', 'D'];
const sizes: Record<Unit, number> = { S: 1000, M: 60_000, H: 3_600_000, D: 86_400_000 };

export function millisecondsOf(duration: string): number | null {
    const found = pattern.exec(duration);
    if (found === null || duration === 'P' || duration.endsWith('T')) return null;
    const [weeks, days, hours, minutes, seconds] = found.slice(1).map((part) => Number(part ?? 0)) as [
        number,
        number,
        number,
        number,
        number,
    ];
    return ((weeks * 7 + days) * 24 + hours) * 3_600_000 + minutes * 60_000 + seconds * 1000;
}

// The largest unit that it is a whole number of.
export function inUnits(duration: string): { count: number; unit: Unit } | null {
    const all = millisecondsOf(duration);
    if (all === null) return null;
    const unit = (['D', 'H', 'M'] as const).find((size) => all % sizes[size] === 0) ?? 'S';
    return { count: all / sizes[unit], unit };
}

export function durationOf(count: number, unit: Unit): string {
    return unit === 'D' ? `P${count}D` : `PT${count}${unit}`;
}
