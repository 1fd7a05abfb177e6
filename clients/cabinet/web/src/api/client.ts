// Requests to the cabinet's server. An answer carries the feed's position from before it was read, so that
// what happens since can be laid over it.

export class ApiError extends Error {
    constructor(
        readonly status: number,
        readonly sqlstate: string,
        message: string,
        readonly detail: string | null,
        readonly hint: string | null,
    ) {
        super(message);
    }
}

export type Answer<T> = { data: T; position: string | null };

let csrf = '';
let signedOut: () => void = () => undefined;

export function rememberCsrf(token: string): void {
    csrf = token;
}

// Whatever finds out that the session is over says so here.
export function onSignedOut(listener: () => void): void {
    signedOut = listener;
}

export function sessionIsOver(): void {
    signedOut();
}

async function failure(response: Response): Promise<ApiError> {
    try {
        const { error } = (await response.json()) as { error: Record<string, string | undefined> };
        return new ApiError(
            response.status,
            error['sqlstate'] ?? '',
            error['message'] ?? response.statusText,
            error['detail'] ?? null,
            error['hint'] ?? null,
        );
    } catch {
        return new ApiError(response.status, '', response.statusText, null, null);
    }
}

async function send<T>(
    method: string,
    path: string,
    body?: unknown,
    signal?: AbortSignal,
): Promise<Answer<T>> {
    const headers: Record<string, string> = { Accept: 'application/json' };
    const init: RequestInit = { method, headers, credentials: 'same-origin' };
    if (signal !== undefined) init.signal = signal;
    if (method !== 'GET') {
        headers['Content-Type'] = 'application/json';
        headers['X-CSRF-Token'] = csrf;
        init.body = JSON.stringify(body ?? {});
    }
    let response: Response;
    try {
        response = await fetch(path, init);
    } catch (reason) {
        if (signal?.aborted) throw reason;
        throw new ApiError(0, '', 'unreachable', null, null);
    }
    if (!response.ok) {
        const error = await failure(response);
        if (error.status === 401 && path !== '/api/sign-in') sessionIsOver();
        throw error;
    }
    const text = await response.text();
    return {
        data: (text === '' ? null : JSON.parse(text)) as T,
        position: response.headers.get('X-Feed-Position'),
    };
}

export const get = <T>(path: string, signal?: AbortSignal): Promise<Answer<T>> =>
    send<T>('GET', path, undefined, signal);
export const post = async <T>(path: string, body: unknown): Promise<T> =>
    (await send<T>('POST', path, body)).data;
export const put = async <T>(path: string, body: unknown): Promise<T> =>
    (await send<T>('PUT', path, body)).data;
export const remove = async (path: string): Promise<void> => void (await send('DELETE', path));
