import type { ComponentChildren } from 'preact';
import { errorWords } from '../actions';
import type { ApiError } from '../api/client';
import { useWords } from '../context';
import type { Loaded } from '../data';

// A page's data, or why there is none. What was shown before stays while it is read again.
export function WithData<T>({
    loaded,
    children,
}: {
    loaded: Loaded<T>;
    children: (data: T) => ComponentChildren;
}) {
    const { t } = useWords();
    const { data, error, reload } = loaded;
    return (
        <>
            {error !== null && <Problem error={error} onRetry={reload} />}
            {data !== null
                ? children(data)
                : error === null && (
                      <p class="quiet loading" role="status">
                          {t.common.loading}
                      </p>
                  )}
        </>
    );
}

export function Problem({ error, onRetry }: { error: ApiError; onRetry?: () => void }) {
    const words = useWords();
    return (
        <div class="problem" role="alert">
            <p>{errorWords(words, error)}</p>
            {onRetry !== undefined && error.status !== 404 && (
                <button type="button" class="button small" onClick={onRetry}>
                    {words.t.error.retry}
                </button>
            )}
        </div>
    );
}
