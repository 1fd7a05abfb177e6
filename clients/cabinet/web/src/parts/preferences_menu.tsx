import { useRef, useState } from 'preact/hooks';
import type { Language } from '../api/types';
import { useCabinet } from '../context';
import { chosenTheme, rememberTheme, type Theme } from '../preferences';
import { useAway } from './away';
import { Icon } from './icons';
import { LanguageButton } from './language_button';

type Props = { onLanguage: (language: Language) => void; onOut: () => void };

export function Preferences({ onLanguage, onOut }: Props) {
    const { session, words } = useCabinet();
    const { t } = words;
    const [open, setOpen] = useState(false);
    const [theme, setTheme] = useState<Theme>(chosenTheme());
    const box = useRef<HTMLDivElement>(null);
    const button = useRef<HTMLButtonElement>(null);
    useAway(box, open, () => setOpen(false));
    return (
        <div
            class="preferences"
            ref={box}
            onKeyDown={(event) => {
                if (event.key !== 'Escape' || !open) return;
                setOpen(false);
                button.current?.focus();
            }}
        >
            <button
                type="button"
                class="user"
                ref={button}
                aria-expanded={open}
                onClick={() => setOpen(!open)}
            >
                <Icon name="user" />
                <span>{session.login}</span>
            </button>
            {open && (
                <div class="preferences-panel">
                    <fieldset>
                        <legend>{t.look.theme}</legend>
                        {(['auto', 'light', 'dark'] as const).map((choice) => (
                            <label key={choice} class="choice">
                                <input
                                    type="radio"
                                    name="theme"
                                    checked={theme === choice}
                                    onChange={() => {
                                        setTheme(choice);
                                        rememberTheme(choice);
                                    }}
                                />
                                {t.look[choice]}
                            </label>
                        ))}
                    </fieldset>
                    <LanguageButton
                        texts={t}
                        language={words.language}
                        look="button"
                        onLanguage={onLanguage}
                    />
                    <button type="button" class="button" onClick={onOut}>
                        {t.signIn.out}
                    </button>
                </div>
            )}
        </div>
    );
}
