import { useEffect, useState } from 'preact/hooks';
import type { Time } from '../api/types';
import { useWords } from '../context';

// The page's clock, for whatever counts down.
export function useNow(every = 30_000): number {
    const [now, setNow] = useState(Date.now());
    useEffect(() => {
        const timer = window.setInterval(() => setNow(Date.now()), every);
        return () => window.clearInterval(timer);
    }, [every]);
    return now;
}

export function Deadline({ at }: { at: Time | null }) {
    const { t, format } = useWords();
    const now = useNow();
    if (at === null) return <span class="quiet">{t.today.noDeadline}</span>;
    const left = Date.parse(at) - now;
    const tone = left < 0 ? 'past' : left < 3_600_000 ? 'soon' : '';
    return (
        <time class={`deadline ${tone}`} dateTime={at} title={format.moment(at)}>
            {format.fromNow(at, now)}
        </time>
    );
}
