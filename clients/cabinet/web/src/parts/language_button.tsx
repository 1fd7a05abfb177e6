import type { Language } from '../api/types';
import { rememberLanguage } from '../preferences';
import type { Texts } from '../text/ru';

type Props = { texts: Texts; language: Language; look: string; onLanguage: (language: Language) => void };

// Names the other language in its own words.
export function LanguageButton({ texts, language, look, onLanguage }: Props) {
    const other: Language = language === 'ru' ? 'en' : 'ru';
    return (
        <button
            type="button"
            class={look}
            lang={other}
            onClick={() => {
                rememberLanguage(other);
                onLanguage(other);
            }}
        >
            {texts.look.language}
        </button>
    );
}
