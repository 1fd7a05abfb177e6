// Data of a page: read when it opens, laid live events over, read again when asked or when the stream was
// cut.

import { useCallback, useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, get } from './api/client';
import type { LiveEvent } from './api/types';
import { useCabinet } from './context';
import { pause } from './logic/pause';

export type Loaded<T> = {
    data: T | null;
    error: ApiError | null;
    loading: boolean;
    reload: () => void;
    set: (data: T) => void;
};

type Options<T> = {
    // Lays events over the data. Must change nothing when an event comes twice.
    merge?: (data: T, events: LiveEvent[]) => T;
    // Events after which the data is read anew, a little later.
    stale?: (data: T, events: LiveEvent[]) => boolean;
};

// Not at each of many events, but soon after the first of them.
const rereadAfter = 700;

// What took too long once would do so again, and hold up everybody else meanwhile.
export const isPassing = ({ status, sqlstate }: ApiError): boolean =>
    status === 0 || (status >= 502 && sqlstate !== '57014');

export function useData<T>(path: string, options: Options<T> = {}): Loaded<T> {
    const { live } = useCabinet();
    const [state, setState] = useState<{ path: string; data: T | null; error: ApiError | null }>({
        path,
        data: null,
        error: null,
    });
    const [loading, setLoading] = useState(true);
    const latest = useRef({
        path,
        options,
        data: null as T | null,
        asked: 0,
        failures: 0,
        timer: undefined as number | undefined,
    });
    latest.current.path = path;
    latest.current.options = options;

    const put = useCallback((data: T) => {
        latest.current.data = data;
        setState({ path: latest.current.path, data, error: null });
    }, []);

    const reload = useCallback(() => {
        const now = latest.current;
        window.clearTimeout(now.timer);
        now.timer = undefined;
        const number = ++now.asked;
        setLoading(true);
        get<T>(now.path).then(
            ({ data, position }) => {
                if (number !== now.asked) return;
                latest.current.failures = 0;
                live.startAt(position);
                const missed = live.backlog.since(position);
                put(missed.length > 0 && now.options.merge ? now.options.merge(data, missed) : data);
                setLoading(false);
                if (missed.length > 0 && now.options.stale?.(data, missed)) soon();
            },
            (error: unknown) => {
                if (number !== now.asked) return;
                setLoading(false);
                if (!(error instanceof ApiError)) throw error;
                setState((before) => ({ ...before, error }));
                // The server, or its database, will be back; whoever looks at the page need not do anything.
                if (isPassing(error))
                    now.timer = window.setTimeout(reload, pause(++now.failures, Math.random()));
            },
        );
    }, [live, put]);

    const soon = useCallback(() => {
        latest.current.timer ??= window.setTimeout(reload, rereadAfter);
    }, [reload]);

    useEffect(() => {
        latest.current.data = null;
        reload();
        return () => {
            latest.current.asked += 1;
            window.clearTimeout(latest.current.timer);
            latest.current.timer = undefined;
        };
    }, [path, reload]);

    // What live events do not change is not out of date because some were missed; and read anew it would
    // take what somebody is editing.
    useEffect(
        () =>
            live.onReset(() => {
                const { merge, stale } = latest.current.options;
                if (merge !== undefined || stale !== undefined) reload();
            }),
        [live, reload],
    );
    useEffect(
        () =>
            live.onEvents((events) => {
                const { data, options: chosen } = latest.current;
                if (data === null) return;
                const merged = chosen.merge?.(data, events) ?? data;
                if (merged !== data) put(merged);
                if (chosen.stale?.(data, events)) soon();
            }),
        [live, put, soon],
    );

    const current = state.path === path;
    return {
        data: current ? state.data : null,
        error: current ? state.error : null,
        loading,
        reload,
        set: put,
    };
}
