// Who is here: nobody yet, or a person of a shop. Everything behind the sign-in is in Signed.

import { useEffect, useState } from 'preact/hooks';
import { ApiError, get, onSignedOut, rememberCsrf } from './api/client';
import type { Language, Session } from './api/types';
import { SignIn } from './pages/sign_in';
import { chosenLanguage, applyTheme } from './preferences';
import { Signed } from './signed';
import { en } from './text/en';
import { knownZone } from './text/format';
import { ru } from './text/ru';

type Who =
    | { state: 'asking' }
    | { state: 'away' }
    | { state: 'out'; expired: boolean }
    | { state: 'in'; session: Session };

export function App() {
    const [who, setWho] = useState<Who>({ state: 'asking' });
    const [language, setLanguage] = useState<Language>(chosenLanguage() ?? browserLanguage());

    const enter = (session: Session): void => {
        rememberCsrf(session.csrf);
        setLanguage(chosenLanguage() ?? session.language);
        const shop = { ...session.shop, timezone: knownZone(session.shop.timezone) };
        setWho({ state: 'in', session: { ...session, shop } });
    };
    const ask = (): void => {
        setWho({ state: 'asking' });
        get<Session>('/api/session').then(
            ({ data }) => enter(data),
            (error: unknown) => {
                if (!(error instanceof ApiError)) throw error;
                if (error.status !== 401) setWho({ state: 'away' });
            },
        );
    };
    useEffect(() => {
        applyTheme();
        onSignedOut(() => setWho((before) => ({ state: 'out', expired: before.state === 'in' })));
        ask();
    }, []);
    useEffect(() => {
        document.documentElement.lang = language;
    }, [language]);

    const t = language === 'ru' ? ru : en;
    switch (who.state) {
        case 'asking':
            return (
                <p class="opening" role="status">
                    {t.common.loading}
                </p>
            );
        case 'away':
            return (
                <div class="opening">
                    <p role="alert">{t.error.away}</p>
                    <button type="button" class="button" onClick={ask}>
                        {t.error.retry}
                    </button>
                </div>
            );
        case 'out':
            return (
                <SignIn
                    texts={t}
                    language={language}
                    expired={who.expired}
                    onLanguage={setLanguage}
                    onSession={enter}
                />
            );
        case 'in':
            return (
                <Signed
                    session={who.session}
                    language={language}
                    onLanguage={setLanguage}
                    onOut={() => setWho({ state: 'out', expired: false })}
                />
            );
    }
}

function browserLanguage(): Language {
    return navigator.language.startsWith('ru') ? 'ru' : 'en';
}
