// Everything a page needs to speak: the texts, the names of the field's words, what the shop's own data is
// called, and how numbers and times are written.

import type { Language, Vocabulary } from '../api/types';
import { en } from './en';
import { Format } from './format';
import { nameIn, type NameGroup, type Names } from './names';
import { namesEn } from './names_en';
import { namesRu } from './names_ru';
import { ru, type Texts } from './ru';

export class Words {
    readonly t: Texts;
    readonly format: Format;
    private readonly names: Names;
    private readonly reasons: Map<string, string>;
    private readonly states: Map<string, string>;
    private readonly places: Map<string, string>;

    constructor(
        readonly language: Language,
        zone: string,
        readonly vocabulary: Vocabulary,
    ) {
        this.t = language === 'ru' ? ru : en;
        this.names = language === 'ru' ? namesRu : namesEn;
        this.format = new Format(language, zone);
        const label = language === 'ru' ? 'label_ru' : 'label_en';
        this.reasons = new Map(vocabulary.reasons.map((reason) => [reason.code, reason[label]]));
        this.states = new Map(vocabulary.states.map((state) => [state.state, state[label] ?? state.state]));
        this.places = new Map(vocabulary.destinations.map((place) => [place.code, place.name]));
    }

    name(group: NameGroup, word: string | null): string {
        return nameIn(this.names, group, word);
    }

    // The machine is data: a state that was added is called what its row says.
    state(state: string): string {
        return state in this.names.state
            ? this.name('state', state)
            : (this.states.get(state) ?? this.name('state', state));
    }

    reason(code: string): string {
        return decapitalised(this.reasons.get(code) ?? code);
    }

    place(code: string): string {
        return this.places.get(code) ?? code;
    }

    // A dotted path is data without a name of its own.
    path(node: string | null): string {
        return node === null ? this.t.common.unknown : node.replaceAll('_', ' ').replaceAll('.', ' › ');
    }
}

export const noVocabulary: Vocabulary = {
    states: [],
    reasons: [],
    events: [],
    actions: [],
    destinations: [],
    couriers: [],
    regions: [],
};

export function capitalised(text: string): string {
    return text.charAt(0).toUpperCase() + text.slice(1);
}

// An abbreviation stays as it is.
function decapitalised(text: string): string {
    return /^.\p{Lu}/u.test(text) ? text : text.charAt(0).toLowerCase() + text.slice(1);
}
