// The frame around a signed-in person's pages: what they share, and which one is shown.

import { useCallback, useEffect, useMemo, useRef, useState } from 'preact/hooks';
import { ApiError, get, post } from './api/client';
import { Live } from './api/live';
import type { Language, LiveEvent, Place, Session, Vocabulary } from './api/types';
import { CabinetProvider, type Cabinet, type Notice } from './context';
import { isPassing } from './data';
import { isArrival } from './logic/merge';
import { pause } from './logic/pause';
import { usePage } from './navigation';
import { Frame } from './parts/frame';
import { Notices } from './parts/notices';
import { FiguresPage } from './pages/figures';
import { Nowhere } from './pages/nowhere';
import { RefusalPage } from './pages/refusal';
import { RefusalsPage } from './pages/refusals';
import { ScenarioPage } from './pages/scenario';
import { TodayPage } from './pages/today';
import type { Page } from './logic/router';
import { noVocabulary, Words } from './text/words';

type Props = {
    session: Session;
    language: Language;
    onLanguage: (language: Language) => void;
    onOut: () => void;
};

// Those who listen rather than look are told of several at once, not of each.
const tellAfter = 800;

export function Signed({ session, language, onLanguage, onOut }: Props) {
    const [vocabulary, setVocabulary] = useState<Vocabulary>(noVocabulary);
    const [places, setPlaces] = useState<Place[]>([]);
    const [notices, setNotices] = useState<(Notice & { id: number })[]>([]);
    const [announcement, setAnnouncement] = useState('');
    const live = useMemo(() => new Live(), []);
    const page = usePage();
    const counter = useRef(0);

    const words = useMemo(
        () => new Words(language, session.shop.timezone, vocabulary),
        [language, session, vocabulary],
    );
    const notify = useCallback((notice: Notice) => {
        const id = ++counter.current;
        setNotices((before) => [...before.slice(-3), { ...notice, id }]);
        window.setTimeout(
            () => setNotices((before) => before.filter((other) => other.id !== id)),
            notice.kind === 'error' ? 12_000 : 5000,
        );
    }, []);

    // Without them pages speak in codes; so they are asked for until they are there.
    const readShared = useCallback(() => {
        const read = <T,>(path: string, keep: (data: T) => void, failures = 0): void => {
            get<T>(path).then(
                ({ data }) => keep(data),
                (error: unknown) => {
                    if (!(error instanceof ApiError) || !isPassing(error)) return;
                    window.setTimeout(() => read(path, keep, failures + 1), pause(failures + 1, Math.random()));
                },
            );
        };
        read<Vocabulary>('/api/vocabulary', setVocabulary);
        read<Place[]>('/api/places', setPlaces);
    }, []);
    useEffect(readShared, [readShared]);
    useEffect(() => live.onReset(readShared), [live, readShared]);
    useEffect(() => () => live.stop(), [live]);
    useArrivals(live, words, setAnnouncement);

    const cabinet: Cabinet = useMemo(
        () => ({ session, words, live, places, notify, announce: setAnnouncement }),
        [session, words, live, places, notify],
    );
    const leave = async (): Promise<void> => {
        await post('/api/sign-out', {}).catch(() => undefined);
        onOut();
    };
    return (
        <CabinetProvider value={cabinet}>
            <Frame page={page} onLanguage={onLanguage} onOut={() => void leave()}>
                <Shown page={page} />
            </Frame>
            <Notices notices={notices} />
            <div class="unseen" role="status" aria-live="polite">
                {announcement}
            </div>
        </CabinetProvider>
    );
}

function Shown({ page }: { page: Page }) {
    switch (page.name) {
        case 'today':
            return <TodayPage />;
        case 'refusals':
            return <RefusalsPage query={page.query} />;
        case 'refusal':
            return <RefusalPage id={page.id} key={page.id} />;
        case 'scenario':
            return <ScenarioPage id={page.id} />;
        case 'figures':
            return <FiguresPage query={page.query} />;
        case 'nowhere':
            return <Nowhere />;
    }
}

function useArrivals(live: Live, words: Words, announce: (text: string) => void): void {
    const gathered = useRef<LiveEvent[]>([]);
    useEffect(() => {
        let timer: number | undefined;
        const tell = (): void => {
            const arrived = gathered.current;
            gathered.current = [];
            timer = undefined;
            const only = arrived.length === 1 ? arrived[0]?.row : null;
            announce(
                only != null
                    ? words.t.live.one(only.number, words.reason(only.reason), words.state(only.state))
                    : words.t.live.news(arrived.length),
            );
        };
        const stop = live.onEvents((events) => {
            const arrived = events.filter(isArrival);
            if (arrived.length === 0) return;
            gathered.current.push(...arrived);
            timer ??= window.setTimeout(tell, tellAfter);
        });
        return () => {
            window.clearTimeout(timer);
            stop();
        };
    }, [live, words, announce]);
}
