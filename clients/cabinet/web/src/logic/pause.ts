// Milliseconds before the next attempt to connect: doubling, at most half a minute, and not the same for
// everybody.
export function pause(failures: number, random: number): number {
    const longest = Math.min(30_000, 500 * 2 ** Math.min(failures - 1, 10));
    return longest / 2 + (random * longest) / 2;
}
