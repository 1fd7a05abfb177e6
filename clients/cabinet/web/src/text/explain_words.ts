// Why a refusal was decided as it was, in words. The database explains in its own notation: brackets for
// ranges, braces for sets, and sentences about routes.

import type { Candidate, Explain } from '../api/types';
import { weekday } from './rule_words';
import { capitalised, type Words } from './words';

// "[10000.00,20000.00)", "{1,2}", a code, a node.
export function factWords(words: Words, field: string, value: string | number | null): string {
    const { t } = words;
    if (value === null || value === 'unknown') return t.common.unknown;
    const text = String(value);
    if (text === 'empty') return t.why.nothing;
    const range = /^[[(]([^,]*),([^,]*)[\])]$/.exec(text);
    if (range !== null) {
        const [from, to] = [range[1] ?? '', range[2] ?? ''].map((end) =>
            end === '' ? null : factWords(words, field, end),
        );
        if (from != null && to != null) return t.why.between(from, to);
        if (from != null) return t.why.atLeast(from);
        return to != null ? t.why.below(to) : t.common.any;
    }
    const set = /^\{(.*)\}$/.exec(text);
    if (set !== null)
        return (set[1] ?? '')
            .split(',')
            .map((item) => factWords(words, field, item))
            .join(t.why.or);
    switch (field) {
        case 'reason':
            return words.reason(text);
        case 'category':
        case 'region':
            return words.path(text);
        case 'outcome':
            return words.name('outcome', text);
        case 'payment':
            return words.name('payment', text);
        case 'facility':
            return words.place(text);
        case 'value':
            return words.format.money(text);
        case 'weight':
            return words.format.weight(Number(text));
        case 'weekday':
        case 'weekdays':
            return weekday(words, Number(text));
        default:
            return text;
    }
}

// A refusal that a finding is about, as lint shows it: what is unknown is left out.
export function witnessWords(words: Words, witness: Record<string, string | number | null>): string {
    return Object.entries(witness)
        .filter(([, value]) => value !== null)
        .map(([field, value]) => `${words.name('field', field)}: ${factWords(words, field, value)}`)
        .join('; ');
}

type RuleName = (id: number) => string;

export function candidateWords(words: Words, candidate: Candidate, nameOf: RuleName): string {
    const { why } = words.t;
    if (candidate.failed !== undefined) {
        const has = factWords(words, candidate.failed, candidate.has ?? null);
        const wants = factWords(words, candidate.failed, candidate.wants ?? null);
        return why.fails(words.name('field', candidate.failed), has, wants);
    }
    if (candidate.beaten_by !== undefined) {
        const winner = nameOf(candidate.beaten_by);
        return (candidate.because ?? '').endsWith('is inside it')
            ? why.insideOf(winner)
            : why.outranked(winner);
    }
    const over = candidate.wins_over ?? [];
    return over.length === 0 ? why.won : why.wonInside(over.map((id) => `«${nameOf(id)}»`).join(', '));
}

export function decisionWords(words: Words, explain: Explain): string[] {
    const { why } = words.t;
    if (explain.action === null) return [why.unknown];
    const said: string[] = [];
    if (explain.rule !== undefined) said.push(why.ruled(explain.rule.name, explain.rule.scenario_version));
    else said.push(why.byActor(words.name('actor', explain.decided_by)));
    if (explain.rule_says !== undefined && explain.rule_says.action !== explain.action)
        said.push(why.ruleSaid(words.name('action', explain.rule_says.action), explain.rule_says.rule.name));
    if (explain.default_of !== undefined) said.push(why.fallback(words.name('action', explain.default_of)));
    if (explain.blocked_by !== undefined) said.push(why.blocked(explain.blocked_by));
    return said;
}

export function changeWords(words: Words, change: Explain['would_change_if'][number]): string {
    return words.t.why.ifField(
        words.name('field', change.field),
        factWords(words, change.field, change.to),
        words.name('action', change.action),
    );
}

const becauses: [RegExp, (words: Words, sum: string) => string][] = [
    [/^dearer by ([0-9.]+)$/, (words, sum) => words.t.why.dearer(words.format.money(sum))],
    [/^cheaper by ([0-9.]+) since/, (words, sum) => words.t.why.cheaper(words.format.money(sum))],
    [/^as dear, and arrives later$/, (words) => words.t.why.asDearLater],
    [/^as dear/, (words) => words.t.why.asDear],
    [/is not active$/, (words) => words.t.why.inactive],
    [/^no lane leads there$/, (words) => words.t.why.noLane],
    [/^every departure there is full$/, (words) => words.t.why.full],
    [/passes a sorting center$/, (words) => words.t.why.noSorting],
    [/departs in time/, (words) => words.t.why.noTime],
    [/^is not of kind/, (words) => words.t.why.otherKind],
    [/another supplier's$/, (words) => words.t.why.otherSupplier],
];

// A sentence that is not known here is still better than none.
export function becauseWords(words: Words, because: string): string {
    for (const [pattern, say] of becauses) {
        const found = pattern.exec(because);
        if (found !== null) return say(words, found[1] ?? '');
    }
    return because;
}

export function differenceWords(words: Words, difference: string): string {
    const sum = Number(difference);
    const amount = words.format.money(Math.abs(sum));
    return capitalised(sum < 0 ? words.t.why.lessBy(amount) : words.t.why.moreBy(amount));
}
