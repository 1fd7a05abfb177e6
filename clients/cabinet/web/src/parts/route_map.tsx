// The route as a picture: the places of the network as points, the legs between them as they stand.

import { useMemo } from 'preact/hooks';
import type { Leg, Place } from '../api/types';
import { useCabinet } from '../context';
import { progressOfAll } from '../logic/legs';
import { fitted, roundDistance, type LatLon, type Point } from '../logic/projection';

// A phone has a smaller picture, not smaller letters.
type Size = { width: number; height: number };
const sizes = { wide: { width: 640, height: 320 }, narrow: { width: 360, height: 250 } };
const narrow = window.matchMedia('(max-width: 760px)');
const margin = 46;
const letter = 7.3;

type Located = Place & LatLon;
const isLocated = (place: Place): place is Located => place.latitude !== null && place.longitude !== null;

export function RouteMap({ legs }: { legs: Leg[] }) {
    const {
        places,
        words: { t, format },
    } = useCabinet();
    const size = narrow.matches ? sizes.narrow : sizes.wide;
    const { width, height } = size;
    const picture = useMemo(() => draw(places, legs, size), [places, legs, size]);
    if (picture === null) return null;
    const progress = progressOfAll(legs);
    const [first, last] = [legs[0]!, legs.at(-1)!];
    const done = progress.filter((state) => state === 'done').length;
    return (
        <figure class="map">
            <svg
                viewBox={`0 0 ${width} ${height}`}
                role="img"
                aria-label={t.one.map(first.from_name, last.to_name, done, legs.length)}
            >
                {picture.others.map(({ x, y, code }) => (
                    <circle key={code} class="map-other" cx={x} cy={y} r={2.2} />
                ))}
                {picture.lines.map(({ path, lane }, index) => (
                    <path
                        key={`${lane}-${index}`}
                        class={`map-leg ${progress[index] ?? 'planned'}`}
                        d={path}
                    />
                ))}
                {picture.stops.map((stop, index) => (
                    <g
                        key={stop.code}
                        class={`map-stop ${index === picture.stops.length - 1 ? 'destination' : ''}`}
                    >
                        <circle cx={stop.x} cy={stop.y} r={index === picture.stops.length - 1 ? 7 : 5} />
                        <text x={stop.labelX} y={stop.labelY} text-anchor={stop.anchor}>
                            {stop.name}
                        </text>
                    </g>
                ))}
                <g class="map-scale" transform={`translate(${width - 16} ${height - 16})`}>
                    <path d={`M${-picture.scale.length} -5V0H0V-5`} />
                    <text x={-picture.scale.length / 2} y={-8} text-anchor="middle">
                        {format.kilometres(picture.scale.kilometres)}
                    </text>
                </g>
            </svg>
            <figcaption class="legend">
                {(['done', 'underway', 'planned'] as const)
                    .filter((state) => progress.includes(state))
                    .map((state) => (
                        <span key={state}>
                            <i class={`swatch ${state}`} aria-hidden="true" />
                            {t.one.leg[state]}
                        </span>
                    ))}
            </figcaption>
        </figure>
    );
}

type Stop = {
    code: string;
    name: string;
    x: number;
    y: number;
    labelX: number;
    labelY: number;
    anchor: 'start' | 'end' | 'middle';
};

function draw(places: Place[], legs: Leg[], { width, height }: Size) {
    const located = new Map(places.filter(isLocated).map((place) => [place.code, place]));
    const codes = [...new Set(legs.flatMap((leg) => [leg.from, leg.to]))];
    const shown = codes.map((code) => located.get(code)).filter((place) => place !== undefined);
    if (legs.length === 0 || shown.length < 2 || shown.length < codes.length) return null;
    const { at: project, perKilometre } = fitted(shown, width, height, margin);
    const at = (code: string) => project(located.get(code)!);
    const kilometres = roundDistance(width / 5 / perKilometre);
    const lines = legs.map((leg) => {
        const [from, to] = [at(leg.from), at(leg.to)];
        // A slight curve keeps a way there and back apart.
        const bend = 0.08;
        const middle = {
            x: (from.x + to.x) / 2 - (to.y - from.y) * bend,
            y: (from.y + to.y) / 2 + (to.x - from.x) * bend,
        };
        return {
            lane: leg.lane_id,
            path: `M${pair(from)}Q${pair(middle)} ${pair(to)}`,
        };
    });
    const others = [...located.values()]
        .filter((place) => !codes.includes(place.code))
        .map((place) => ({ ...project(place), code: place.code }))
        .filter(({ x, y }) => x > 0 && y > 0 && x < width && y < height);
    const stops = labelled(
        codes.map((code) => ({ code, name: located.get(code)!.name, ...at(code) })),
        width,
    );
    return { lines, others, stops, scale: { kilometres, length: kilometres * perKilometre } };
}

const round = (value: number): number => Math.round(value * 10) / 10;
const pair = ({ x, y }: Point): string => `${round(x)} ${round(y)}`;

// A label stands beside its stop, where there is room; one that would lie on another moves down.
function labelled(stops: { code: string; name: string; x: number; y: number }[], width: number): Stop[] {
    const taken: number[][] = [];
    return stops.map((stop) => {
        const length = stop.name.length * letter;
        const right = stop.x + 11 + length < width || stop.x < width / 2;
        const labelX = stop.x + (right ? 11 : -11);
        const [left, end] = right ? [labelX, labelX + length] : [labelX - length, labelX];
        let labelY = stop.y + 4.5;
        while (taken.some(([a, b, y]) => left < b! && end > a! && Math.abs(y! - labelY) < 17)) labelY += 17;
        taken.push([left, end, labelY]);
        return {
            ...stop,
            x: round(stop.x),
            y: round(stop.y),
            labelX: round(labelX),
            labelY: round(labelY),
            anchor: right ? 'start' : 'end',
        };
    });
}
