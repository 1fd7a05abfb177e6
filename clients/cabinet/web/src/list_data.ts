// The list of refusals: read page by page as somebody scrolls, with live events laid over all that was read.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get } from './api/client';
import type { RefusalList, RefusalRow } from './api/types';
import { useCabinet } from './context';
import { isPassing } from './data';
import { matches, orderOf, questionOf, type Filters } from './logic/filters';
import { mergeRows, type Place } from './logic/merge';
import { pause } from './logic/pause';
import { dayAfter, startOfDay } from './text/format';

const pageSize = 200;

export type RefusalsLoaded = {
    rows: RefusalRow[] | null;
    total: number;
    next: string | null;
    error: ApiError | null;
    more: () => void;
    reload: () => void;
};

type State = { rows: RefusalRow[] | null; total: number; next: string | null; error: ApiError | null };

export function questionFor(filters: Filters, zone: string): URLSearchParams {
    return questionOf(filters, (day) => startOfDay(day, zone), dayAfter);
}

export function useRefusals(filters: Filters): RefusalsLoaded {
    const { live, session } = useCabinet();
    const zone = session.shop.timezone;
    const question = questionFor(filters, zone).toString();
    const [state, setState] = useState<State>({ rows: null, total: 0, next: null, error: null });
    const current = useRef({
        state,
        asked: 0,
        busy: false,
        failures: 0,
        timer: undefined as number | undefined,
        filters,
    });
    current.current.filters = filters;

    const put = useCallback((change: Partial<State>) => {
        current.current.state = { ...current.current.state, ...change };
        setState(current.current.state);
    }, []);

    const place = useCallback((): Place => {
        const chosen = current.current.filters;
        const asked = questionFor(chosen, zone);
        return {
            matches: (row) => matches(row, chosen, asked.get('since') ?? '', asked.get('until') ?? ''),
            before: orderOf(chosen),
            complete: current.current.state.next === null,
        };
    }, [zone]);

    const read = useCallback(
        (after: string | null) => {
            const now = current.current;
            if (after !== null && now.busy) return;
            window.clearTimeout(now.timer);
            const number = ++now.asked;
            now.busy = true;
            const query = new URLSearchParams(question);
            query.set('limit', String(pageSize));
            if (after !== null) query.set('after', after);
            get<RefusalList>(`/api/refusals?${query.toString()}`).then(
                ({ data, position }) => {
                    if (number !== now.asked) return;
                    now.busy = false;
                    now.failures = 0;
                    live.startAt(position);
                    const known = after === null ? [] : (now.state.rows ?? []);
                    const ids = new Set(known.map((row) => row.refusal_id));
                    const rows = known.concat(data.rows.filter((row) => !ids.has(row.refusal_id)));
                    put({
                        rows,
                        next: data.next,
                        total: after === null ? (data.total ?? rows.length) : now.state.total,
                        error: null,
                    });
                    lay(live.backlog.since(position));
                },
                (error: unknown) => {
                    if (number !== now.asked) return;
                    now.busy = false;
                    if (!(error instanceof ApiError)) throw error;
                    put({ error });
                    if (isPassing(error))
                        now.timer = window.setTimeout(
                            () => read(after),
                            pause(++now.failures, Math.random()),
                        );
                },
            );
        },
        [question, live, put],
    );

    const lay = useCallback(
        (events: Parameters<typeof mergeRows>[1]) => {
            const { rows, total } = current.current.state;
            if (rows === null || events.length === 0) return;
            const before = { rows, total };
            const after = mergeRows(before, events, place());
            if (after !== before) put({ rows: after.rows, total: after.total ?? total });
        },
        [place, put],
    );

    const reload = useCallback(() => read(null), [read]);
    useEffect(() => {
        reload();
        return () => {
            window.clearTimeout(current.current.timer);
            current.current.asked += 1;
            current.current.busy = false;
        };
    }, [reload]);
    useEffect(() => live.onReset(reload), [live, reload]);
    useEffect(() => live.onEvents(lay), [live, lay]);

    const more = useCallback(() => {
        const { next } = current.current.state;
        if (next !== null) read(next);
    }, [read]);
    return { ...state, more, reload };
}
