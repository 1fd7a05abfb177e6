import type { Language } from '../api/types';

type Forms = { one: string; few?: string; many: string };

const rules = { ru: new Intl.PluralRules('ru'), en: new Intl.PluralRules('en') };

export function plural(language: Language, n: number, forms: Forms): string {
    const form = rules[language].select(n);
    return form === 'one' ? forms.one : form === 'few' ? (forms.few ?? forms.many) : forms.many;
}
