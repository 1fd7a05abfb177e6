import { useEffect, useRef, useState } from 'preact/hooks';
import { useCabinet } from '../context';

export function ConnectionState() {
    const {
        live,
        words: { t },
        announce,
    } = useCabinet();
    const [state, setState] = useState(live.connection);
    const before = useRef(state);
    useEffect(() => {
        setState(live.connection);
        return live.onConnection(setState);
    }, [live]);
    useEffect(() => {
        if (state === 'lost') announce(t.live.lost);
        if (state === 'live' && before.current === 'lost') announce(t.live.back);
        before.current = state;
    }, [state, t, announce]);
    return (
        <div class={`connection ${state}`} data-connection={state}>
            <span class="dot" aria-hidden="true" />
            <span class="connection-text">{t.live[state]}</span>
            {state === 'lost' && (
                <button type="button" class="link-button" onClick={() => live.hurry()}>
                    {t.live.now}
                </button>
            )}
        </div>
    );
}
