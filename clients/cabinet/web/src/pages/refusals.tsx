// All refusals, found again: filtered, sorted, and of thousands only the visible ones drawn.

import { useEffect, useLayoutEffect, useMemo, useRef, useState } from 'preact/hooks';
import type { RefusalRow } from '../api/types';
import { useCabinet, useWords } from '../context';
import { costOf, filtersOf, isFiltered, queryOf, type Filters } from '../logic/filters';
import { shownRows } from '../logic/window';
import { useRefusals, type RefusalsLoaded } from '../list_data';
import { rewrite } from '../navigation';
import { Deadline } from '../parts/deadline';
import { FilterBar } from '../parts/filter_bar';
import { Problem } from '../parts/loading';
import { StateBadge } from '../parts/state_badge';
import { useTitle } from '../parts/title';
import { capitalised } from '../text/words';
import { placeOf } from './today';

const narrow = window.matchMedia('(max-width: 760px)');
// As the stylesheet has it: all rows are equally high.
const rowHeight = (): number => (narrow.matches ? 92 : 46);

export function RefusalsPage({ query }: { query: URLSearchParams }) {
    const { t } = useWords();
    useTitle(t.list.title);
    const text = query.toString();
    const filters = useMemo(() => filtersOf(new URLSearchParams(text)), [text]);
    const loaded = useRefusals(filters);
    const change = (next: Filters): void => {
        const asked = queryOf(next).toString();
        rewrite(asked === '' ? '/refusals' : `/refusals?${asked}`);
    };
    return (
        <div class="page wide">
            <h1>
                {t.list.title}{' '}
                {loaded.rows !== null && (
                    <span class="count" data-testid="total">
                        {loaded.total}
                    </span>
                )}
            </h1>
            <FilterBar filters={filters} onChange={change} />
            {loaded.error !== null && <Problem error={loaded.error} onRetry={loaded.reload} />}
            {loaded.rows === null ? (
                loaded.error === null && (
                    <p class="quiet loading" role="status">
                        {t.common.loading}
                    </p>
                )
            ) : loaded.rows.length === 0 ? (
                <p class="quiet empty">{isFiltered(filters) ? t.list.nothing : t.list.noneYet}</p>
            ) : (
                <Rows loaded={loaded} rows={loaded.rows} />
            )}
        </div>
    );
}

function useWindow(count: number): {
    top: preact.RefObject<HTMLDivElement>;
    shown: ReturnType<typeof shownRows>;
    height: number;
} {
    const top = useRef<HTMLDivElement>(null);
    const [height, setHeight] = useState(rowHeight());
    const [scrolled, setScrolled] = useState({ by: 0, viewport: window.innerHeight });
    useLayoutEffect(() => {
        const look = (): void => {
            const rectangle = top.current?.getBoundingClientRect();
            setHeight(rowHeight());
            if (rectangle !== undefined)
                setScrolled({ by: Math.max(0, -rectangle.top), viewport: window.innerHeight });
        };
        look();
        window.addEventListener('scroll', look, { passive: true });
        window.addEventListener('resize', look);
        return () => {
            window.removeEventListener('scroll', look);
            window.removeEventListener('resize', look);
        };
    }, []);
    return { top, height, shown: shownRows(count, height, scrolled.by, scrolled.viewport) };
}

function Rows({ loaded, rows }: { loaded: RefusalsLoaded; rows: RefusalRow[] }) {
    const { t } = useWords();
    const { top, shown } = useWindow(rows.length);
    const nearEnd = shown.last > rows.length - 40;
    const { more, next } = loaded;
    useEffect(() => {
        if (nearEnd && next !== null) more();
    }, [nearEnd, next, more]);
    const column = t.list.column;
    return (
        <div
            class="table"
            role="table"
            aria-label={t.list.title}
            aria-rowcount={loaded.total + 1}
            onKeyDown={moveBetweenRows}
        >
            <div class="table-head" role="row" aria-rowindex={1}>
                {(['number', 'state', 'reason', 'action', 'place', 'value', 'cost', 'recorded'] as const).map(
                    (name) => (
                        <span key={name} role="columnheader" class={`cell ${name}`}>
                            {column[name]}
                        </span>
                    ),
                )}
            </div>
            <div ref={top} role="rowgroup">
                <div style={{ height: shown.before }} />
                {rows.slice(shown.first, shown.last).map((row, index) => (
                    <Row key={row.refusal_id} row={row} index={shown.first + index + 2} />
                ))}
                <div style={{ height: shown.after }} />
            </div>
            <p class="quiet table-foot">{t.list.loaded(rows.length, loaded.total)}</p>
        </div>
    );
}

function Row({ row, index }: { row: RefusalRow; index: number }) {
    const { words, live } = useCabinet();
    const fresh = live.isFresh(row.refusal_id) ? 'fresh' : '';
    const { t, format } = words;
    return (
        <div
            class={`table-row ${row.is_open ? '' : 'ended-row'} ${fresh}`}
            role="row"
            aria-rowindex={index}
            data-refusal={row.refusal_id}
        >
            <span role="cell" class="cell number">
                <a class="row-link" href={`/refusals/${row.refusal_id}`}>
                    {row.number}
                </a>
                {row.outcome === 'partial' && <span class="tag">{t.list.part}</span>}
            </span>
            <span role="cell" class="cell state">
                <StateBadge state={row.state} />
            </span>
            <span role="cell" class="cell reason">
                {capitalised(words.reason(row.reason))}
            </span>
            <span role="cell" class="cell action">
                {row.action === null ? '—' : words.name('action', row.action)}
                {row.destination_name !== null && row.action !== 'redeliver' && (
                    <span class="quiet"> → {row.destination_name}</span>
                )}
            </span>
            <span role="cell" class="cell place">
                {placeOf(words, row)}
            </span>
            <span role="cell" class="cell value">
                {format.roughly(row.declared_value)}
            </span>
            <span role="cell" class="cell cost">
                {format.money(costOf(row).toFixed(2))}
            </span>
            <span role="cell" class="cell recorded">
                {row.deadline_at !== null ? (
                    <Deadline at={row.deadline_at} />
                ) : (
                    <time
                        dateTime={row.recorded_at}
                        title={format.moment(row.recorded_at)}
                    >
                        {format.time(row.recorded_at)}
                    </time>
                )}
            </span>
        </div>
    );
}

function moveBetweenRows(event: KeyboardEvent): void {
    if (event.key !== 'ArrowDown' && event.key !== 'ArrowUp') return;
    const row = (event.target as Element).closest('[data-refusal]');
    const other = event.key === 'ArrowDown' ? row?.nextElementSibling : row?.previousElementSibling;
    const link = other?.querySelector<HTMLElement>('.row-link');
    if (link == null) return;
    event.preventDefault();
    link.focus();
}
