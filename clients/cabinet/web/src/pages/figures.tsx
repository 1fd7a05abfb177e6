// What a manager wants to know of a period: how many, why, where, at what cost, how fast, and how much by
// itself.

import type { ComponentChildren } from 'preact';
import { useMemo } from 'preact/hooks';
import type { Figures } from '../api/types';
import { useCabinet } from '../context';
import { useData } from '../data';
import { filled, largest, periodOf } from '../logic/series';
import { rewrite } from '../navigation';
import { Bars, type Bar } from '../parts/bars';
import { Columns } from '../parts/columns';
import { WithData } from '../parts/loading';
import { useTitle } from '../parts/title';
import { capitalised } from '../text/words';

const periods = [7, 30, 90, 365];
const mostBars = 8;

export function FiguresPage({ query }: { query: URLSearchParams }) {
    const { session, words } = useCabinet();
    const { t, format } = words;
    useTitle(t.figures.title);
    const asked = Number(query.get('days'));
    const days = periods.includes(asked) ? asked : 30;
    const step = query.get('step') === 'week' ? 'week' : 'day';
    const today = format.day(new Date());
    const period = useMemo(() => periodOf(days, today, session.shop.timezone), [days, today, session]);
    const loaded = useData<Figures>(
        `/api/figures?${new URLSearchParams({ ...period, step }).toString()}`,
        {},
    );
    const show = (change: { days?: number; step?: string }): void => {
        const next = { days: String(change.days ?? days), step: change.step ?? step };
        rewrite(`/figures?${new URLSearchParams(next).toString()}`);
    };
    return (
        <div class="page">
            <div class="head-line">
                <h1>{t.figures.title}</h1>
                <div class="segments" role="group" aria-label={t.figures.period}>
                    {periods.map((length) => (
                        <button
                            key={length}
                            type="button"
                            aria-pressed={length === days}
                            onClick={() => show({ days: length, step: length > 90 ? 'week' : 'day' })}
                        >
                            {t.figures.last(length)}
                        </button>
                    ))}
                </div>
                <div class="segments" role="group" aria-label={t.figures.step}>
                    {(['day', 'week'] as const).map((choice) => (
                        <button
                            key={choice}
                            type="button"
                            aria-pressed={choice === step}
                            onClick={() => show({ step: choice })}
                        >
                            {t.figures[choice]}
                        </button>
                    ))}
                </div>
            </div>
            <WithData loaded={loaded}>
                {(figures) =>
                    figures.total === 0 ? (
                        <p class="quiet empty">{t.figures.nothing}</p>
                    ) : (
                        <Charts
                            figures={figures}
                            since={format.day(new Date(period.since))}
                            today={today}
                            step={step}
                        />
                    )
                }
            </WithData>
        </div>
    );
}

function Charts({
    figures,
    since,
    today,
    step,
}: {
    figures: Figures;
    since: string;
    today: string;
    step: 'day' | 'week';
}) {
    const { words } = useCabinet();
    const { t, format } = words;
    const buckets = filled(figures.over_time, since, today, step, (date) => format.day(date));
    const counted = (
        items: { count: number; cost?: string }[],
        key: (index: number) => string,
        name: (index: number) => string,
        filter?: (index: number) => string,
    ): Bar[] =>
        items.map((item, index) => ({
            key: key(index),
            name: name(index),
            value: item.count,
            text: format.number(item.count),
            ...(item.cost === undefined ? {} : { note: format.roughly(item.cost) }),
            ...(filter === undefined || filter(index) === '' ? {} : { href: `/refusals?${filter(index)}` }),
        }));
    const grouped = <T extends { count: number; cost?: string }>(
        items: T[],
        name: (item: T) => string,
        filter?: (item: T) => string,
    ): Bar[] => {
        const { shown, rest } = largest(items, (item) => item.count, mostBars);
        const bars = counted(
            shown,
            (index) => String(index),
            (index) => name(shown[index]!),
            filter && ((index) => filter(shown[index]!)),
        );
        if (rest.length === 0) return bars;
        const count = rest.reduce((sum, item) => sum + item.count, 0);
        const cost = rest.reduce((sum, item) => sum + Number(item.cost ?? 0), 0);
        // The rest is many: a bar of its own would dwarf all that one looks at.
        return [
            ...bars,
            ...counted(
                [rest[0]!.cost === undefined ? { count } : { count, cost: cost.toFixed(2) }],
                () => 'rest',
                () => t.figures.other,
            ).map((bar) => ({ ...bar, value: 0 })),
        ];
    };
    const only = (key: string, value: string | null): string =>
        value === null ? '' : new URLSearchParams({ [key]: value }).toString();
    return (
        <>
            <ul class="tiles">
                <Tile name={t.figures.total} value={format.number(figures.total)} />
                <Tile name={t.figures.perRefusal} value={format.money(figures.cost_per_refusal)} />
                <Tile name={t.figures.automatic} value={format.share(figures.automatic_share)} />
                <Tile
                    name={t.figures.breaches}
                    value={format.number(figures.breaches)}
                    alarm={figures.breaches > 0}
                />
            </ul>
            <div class="charts">
                <Chart title={t.figures.overTime}>
                    <Columns buckets={buckets} measure="count" title={t.figures.count} />
                </Chart>
                <Chart title={t.figures.costOver}>
                    <Columns buckets={buckets} measure="cost" title={t.figures.cost} />
                </Chart>
                <Chart title={t.figures.byReason}>
                    <Bars
                        label={t.figures.byReason}
                        bars={grouped(
                            figures.by_reason,
                            ({ reason }) => capitalised(words.reason(reason)),
                            ({ reason }) => only('reason', reason),
                        )}
                    />
                </Chart>
                <Chart title={t.figures.byRegion}>
                    <Bars
                        label={t.figures.byRegion}
                        bars={grouped(
                            figures.by_region,
                            ({ region }) => (region === null ? t.figures.unknown : words.path(region)),
                            ({ region }) => only('region', region),
                        )}
                    />
                </Chart>
                <Chart title={t.figures.byCourier}>
                    <Bars
                        label={t.figures.byCourier}
                        bars={grouped(
                            figures.by_courier,
                            ({ courier }) => courier ?? t.figures.unknown,
                            ({ courier }) => only('courier', courier),
                        )}
                    />
                </Chart>
                <Chart title={t.figures.bySku}>
                    <Bars label={t.figures.bySku} bars={grouped(figures.by_sku, ({ sku }) => sku)} />
                </Chart>
                <Chart title={t.figures.timeInState} wide>
                    <TimeInState figures={figures} />
                </Chart>
            </div>
        </>
    );
}

function TimeInState({ figures }: { figures: Figures }) {
    const { words } = useCabinet();
    const { t, format } = words;
    const duration = (hours: number): string =>
        hours * 60 < 1 ? t.figures.underMinute : format.duration(hours * 3_600_000);
    const states = [...figures.time_in_state].sort((a, b) => b.hours_median - a.hours_median);
    return (
        <Bars
            label={t.figures.timeInState}
            bars={states.map((item) => ({
                key: item.state,
                name: capitalised(words.state(item.state)),
                value: item.hours_median,
                text: `${t.figures.median} ${duration(item.hours_median)}`,
                note: `· ${t.figures.p90} ${duration(item.hours_p90)}`,
            }))}
        />
    );
}

function Tile({ name, value, alarm = false }: { name: string; value: string; alarm?: boolean }) {
    return (
        <li class={`tile ${alarm ? 'alarm' : ''}`}>
            <span class="tile-name">{name}</span>
            <span class="tile-value">{value}</span>
        </li>
    );
}

function Chart({
    title,
    wide = false,
    children,
}: {
    title: string;
    wide?: boolean;
    children: ComponentChildren;
}) {
    return (
        <section class={`card chart ${wide ? 'wide' : ''}`}>
            <h2>{title}</h2>
            {children}
        </section>
    );
}
