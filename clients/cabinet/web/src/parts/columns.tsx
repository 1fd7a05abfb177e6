// A series over time as columns, with the same numbers as a table for who wants or needs them.

import { scaleBand, scaleLinear } from 'd3-scale';
import { useState } from 'preact/hooks';
import { useWords } from '../context';
import type { Bucket } from '../logic/series';

// A phone has a smaller picture, not smaller letters.
const narrow = window.matchMedia('(max-width: 760px)');
const height = 220;
const edge = { top: 12, right: 22, bottom: 26, left: 60 };

type Props = { buckets: Bucket[]; measure: 'count' | 'cost'; title: string };

export function Columns({ buckets, measure, title }: Props) {
    const { t, format } = useWords();
    const [pointed, setPointed] = useState<Bucket | null>(null);
    const width = narrow.matches ? 340 : 560;
    const most = Math.max(...buckets.map((bucket) => bucket[measure]), 1);
    const x = scaleBand<string>()
        .domain(buckets.map(({ day }) => day))
        .range([edge.left, width - edge.right])
        .paddingInner(0.25);
    const y = scaleLinear()
        .domain([0, most])
        .nice(4)
        .range([height - edge.bottom, edge.top]);
    const text = (bucket: Bucket): string =>
        measure === 'cost' ? format.roughly(bucket.cost) : format.number(bucket.count);
    const ticks = y.ticks(4).filter((tick) => measure === 'cost' || Number.isInteger(tick));
    const labelEvery = Math.ceil(buckets.length / (narrow.matches ? 3 : 6));
    const top = buckets.reduce(
        (best, bucket) => (bucket[measure] > best[measure] ? bucket : best),
        buckets[0]!,
    );
    const summary = `${title}. ${t.figures.most(format.date(`${top.day}T12:00Z`), top[measure])}`;
    return (
        <figure class="columns">
            <svg
                viewBox={`0 0 ${width} ${height}`}
                role="img"
                aria-label={summary}
                onPointerLeave={() => setPointed(null)}
            >
                {ticks.map((tick) => (
                    <g key={tick} class="grid">
                        <line x1={edge.left} x2={width - edge.right} y1={y(tick)} y2={y(tick)} />
                        <text x={edge.left - 8} y={y(tick) + 4} text-anchor="end">
                            {compact(tick, format.language)}
                        </text>
                    </g>
                ))}
                {buckets.map((bucket, index) => (
                    <g key={bucket.day} onPointerEnter={() => setPointed(bucket)}>
                        <rect
                            class="column-area"
                            x={x(bucket.day)}
                            y={edge.top}
                            width={x.step()}
                            height={height - edge.top - edge.bottom}
                        />
                        <rect
                            class={`column-bar ${pointed === bucket ? 'pointed' : ''}`}
                            x={x(bucket.day)}
                            y={y(bucket[measure])}
                            rx={2}
                            width={Math.min(x.bandwidth(), 48)}
                            height={y(0) - y(bucket[measure])}
                        />
                        {(buckets.length - 1 - index) % labelEvery === 0 && (
                            <text
                                class="axis"
                                x={(x(bucket.day) ?? 0) + Math.min(x.bandwidth(), 48) / 2}
                                y={height - 8}
                                text-anchor="middle"
                            >
                                {format.date(`${bucket.day}T12:00Z`)}
                            </text>
                        )}
                    </g>
                ))}
            </svg>
            <p class="columns-pointed" aria-hidden="true">
                {pointed === null ? '\u00a0' : `${format.date(`${pointed.day}T12:00Z`)}: ${text(pointed)}`}
            </p>
            <details class="as-table">
                <summary>{t.figures.asTable}</summary>
                <table class="data">
                    <thead>
                        <tr>
                            <th scope="col">{t.figures.bucket}</th>
                            <th scope="col" class="num">
                                {title}
                            </th>
                        </tr>
                    </thead>
                    <tbody>
                        {buckets.map((bucket) => (
                            <tr key={bucket.day}>
                                <td>{format.date(`${bucket.day}T12:00Z`)}</td>
                                <td class="num">{text(bucket)}</td>
                            </tr>
                        ))}
                    </tbody>
                </table>
            </details>
        </figure>
    );
}

function compact(value: number, language: string): string {
    return new Intl.NumberFormat(language, { notation: 'compact' }).format(value);
}
