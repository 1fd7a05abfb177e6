import { namesRu } from './names_ru';

export type Names = typeof namesRu;
export type NameGroup = keyof Names;

// A word that an administrator added to the machine has no name here: it is shown as it is, without
// underscores.
export function nameIn(names: Names, group: NameGroup, word: string | null): string {
    if (word === null) return '—';
    const known: Record<string, string> = names[group];
    return known[word] ?? word.replaceAll('_', ' ');
}
