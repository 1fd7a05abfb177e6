// Which rows of a long list are to be drawn, when every row is as high as every other.

export type Shown = { first: number; last: number; before: number; after: number };

export function shownRows(
    count: number,
    height: number,
    scrolled: number,
    viewport: number,
    spare = 8,
): Shown {
    const first = Math.max(0, Math.min(count, Math.floor(scrolled / height) - spare));
    const last = Math.max(first, Math.min(count, Math.ceil((scrolled + viewport) / height) + spare));
    return { first, last, before: first * height, after: (count - last) * height };
}
