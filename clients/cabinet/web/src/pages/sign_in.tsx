import { useEffect, useRef, useState } from 'preact/hooks';
import { ApiError, post } from '../api/client';
import type { Language, Session } from '../api/types';
import { Mark } from '../parts/icons';
import { LanguageButton } from '../parts/language_button';
import type { Texts } from '../text/ru';

type Props = {
    texts: Texts;
    language: Language;
    expired: boolean;
    onLanguage: (language: Language) => void;
    onSession: (session: Session) => void;
};

export function SignIn({ texts: t, language, expired, onLanguage, onSession }: Props) {
    const [login, setLogin] = useState('');
    const [password, setPassword] = useState('');
    const [busy, setBusy] = useState(false);
    const [problem, setProblem] = useState<string | null>(expired ? t.signIn.expired : null);
    const first = useRef<HTMLInputElement>(null);
    const second = useRef<HTMLInputElement>(null);
    useEffect(() => {
        document.title = t.signIn.title;
        first.current?.focus();
    }, [t]);

    const submit = async (event: Event): Promise<void> => {
        event.preventDefault();
        setBusy(true);
        setProblem(null);
        try {
            onSession(await post<Session>('/api/sign-in', { login, password }));
        } catch (error) {
            if (!(error instanceof ApiError)) throw error;
            setProblem(wording(t, error));
            setPassword('');
            setBusy(false);
            second.current?.focus();
        }
    };
    return (
        <main class="sign-in">
            <form class="sign-in-card" onSubmit={(event) => void submit(event)}>
                <Mark />
                <h1>{t.signIn.title}</h1>
                <p class="quiet">{t.signIn.lead}</p>
                <label class="field">
                    <span>{t.signIn.login}</span>
                    <input
                        ref={first}
                        name="login"
                        autocomplete="username"
                        autocapitalize="none"
                        spellcheck={false}
                        required
                        maxLength={100}
                        value={login}
                        onInput={(event) => setLogin(event.currentTarget.value)}
                    />
                </label>
                <label class="field">
                    <span>{t.signIn.password}</span>
                    <input
                        ref={second}
                        name="password"
                        type="password"
                        autocomplete="current-password"
                        required
                        value={password}
                        onInput={(event) => setPassword(event.currentTarget.value)}
                    />
                </label>
                {problem !== null && (
                    <p class="problem" role="alert">
                        {problem}
                    </p>
                )}
                <button class="button primary wide" disabled={busy}>
                    {t.signIn.button}
                </button>
                <LanguageButton texts={t} language={language} look="link-button" onLanguage={onLanguage} />
            </form>
        </main>
    );
}

function wording(t: Texts, error: ApiError): string {
    if (error.status === 401) return t.signIn.wrong;
    if (error.status === 429) return t.signIn.tooMany;
    return error.status === 0 ? t.error.unreachable : error.status === 503 ? t.error.away : error.message;
}
