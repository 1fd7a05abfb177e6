// Writes of the person at the page. Each click has one request id, which a retry of that click sends again:
// what was done already is answered, not done twice.

import { useRef, useState } from 'preact/hooks';
import { ApiError } from './api/client';
import type { Words } from './text/words';

export function errorWords(words: Words, error: ApiError): string {
    const { t } = words;
    if (error.status === 0) return t.error.unreachable;
    if (error.status === 503) return t.error.away;
    if (error.sqlstate === '57014') return t.error.tooLong;
    if (error.sqlstate === 'RF003') return t.error.conflict;
    if (error.status === 404) return t.error.gone;
    if (error.status === 403) return t.error.forbidden;
    return [error.message, error.detail, error.hint].filter((part) => part !== null).join(' ');
}

// Nothing is known of a request that got no answer, or that one from a server without its database: it is to
// be repeated.
const mayHaveHappened = (error: ApiError): boolean => error.status === 0 || error.status >= 500;

export type Action = {
    busy: boolean;
    error: ApiError | null;
    run: (write: (requestId: string) => Promise<void>) => Promise<void>;
};

export function useAction(): Action {
    const [busy, setBusy] = useState(false);
    const [error, setError] = useState<ApiError | null>(null);
    const requestId = useRef<string | null>(null);
    const running = useRef(false);
    const run = async (write: (requestId: string) => Promise<void>): Promise<void> => {
        if (running.current) return;
        running.current = true;
        setBusy(true);
        setError(null);
        requestId.current ??= newRequestId();
        try {
            await write(requestId.current);
            requestId.current = null;
        } catch (reason) {
            if (!(reason instanceof ApiError)) throw reason;
            if (!mayHaveHappened(reason)) requestId.current = null;
            setError(reason);
        } finally {
            running.current = false;
            setBusy(false);
        }
    };
    return { busy, error, run };
}

// crypto.randomUUID() exists only where the page came by https or from this machine.
function newRequestId(): string {
    if (typeof crypto.randomUUID === 'function') return crypto.randomUUID();
    const bytes = crypto.getRandomValues(new Uint8Array(16));
    bytes[6] = (bytes[6]! & 0x0f) | 0x40;
    bytes[8] = (bytes[8]! & 0x3f) | 0x80;
    const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, '0')).join('');
    return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
