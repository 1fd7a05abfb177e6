// What this browser remembers of how the page is to look.

import type { Language } from './api/types';

export type Theme = 'auto' | 'light' | 'dark';
const themes: readonly Theme[] = ['auto', 'light', 'dark'];

// Storage may be forbidden; then nothing is remembered.
function read(key: string): string | null {
    try {
        return localStorage.getItem(key);
    } catch {
        return null;
    }
}

function write(key: string, value: string): void {
    try {
        localStorage.setItem(key, value);
    } catch {
        return;
    }
}

export function chosenLanguage(): Language | null {
    const language = read('language');
    return language === 'ru' || language === 'en' ? language : null;
}

export const rememberLanguage = (language: Language): void => write('language', language);

export const chosenTheme = (): Theme => themes.find((theme) => theme === read('theme')) ?? 'auto';

export function rememberTheme(theme: Theme): void {
    write('theme', theme);
    applyTheme();
}

export function applyTheme(): void {
    document.documentElement.dataset['theme'] = chosenTheme();
}
