// A rule in words: when it holds, and what it does.

import type { Rule } from '../api/types';
import { inUnits, millisecondsOf } from './duration';
import type { Words } from './words';

function range(words: Words, from: string | null, to: string | null): string {
    const { why } = words.t;
    if (from !== null && to !== null) return from === to ? from : why.between(from, to);
    return from !== null ? why.atLeast(from) : `${words.t.rule.to} ${to ?? ''}`;
}

const numberOrNull = (value: number | null): string | null => (value === null ? null : String(value));

export function lasting(words: Words, duration: string): string {
    const all = millisecondsOf(duration);
    return all === null || inUnits(duration) === null ? duration : words.format.duration(all);
}

export function conditionsOf(rule: Rule, words: Words): { field: string; text: string }[] {
    const { format } = words;
    const said: { field: string; text: string }[] = [];
    const say = (field: string, text: string | null): void => {
        if (text !== null) said.push({ field, text });
    };
    say('reason', rule.reason && words.reason(rule.reason));
    say('category', rule.category && words.path(rule.category));
    say('region', rule.region && words.path(rule.region));
    say('outcome', rule.outcome && words.name('outcome', rule.outcome));
    say('supplier', rule.supplier);
    say('facility', rule.facility && words.place(rule.facility));
    say('payment', rule.payment && words.name('payment', rule.payment));
    if (rule.value_from !== null || rule.value_to !== null) {
        const money = (amount: string | null): string | null =>
            amount === null ? null : format.money(amount);
        say('value', range(words, money(rule.value_from), money(rule.value_to)));
    }
    if (rule.weight_from !== null || rule.weight_to !== null) {
        const weight = (grams: number | null): string | null =>
            grams === null ? null : format.weight(grams);
        say('weight', range(words, weight(rule.weight_from), weight(rule.weight_to)));
    }
    if (rule.attempt_from !== null || rule.attempt_to !== null)
        say('attempt', range(words, numberOrNull(rule.attempt_from), numberOrNull(rule.attempt_to)));
    if (rule.weekdays !== null) say('weekdays', rule.weekdays.map((day) => weekday(words, day)).join(', '));
    say('courier', rule.courier);
    return said;
}

export function weekday(words: Words, day: number): string {
    return words.t.rule.weekdays[day - 1] ?? String(day);
}

export function outcomeOf(rule: Rule, words: Words): string[] {
    const { t } = words;
    const said: string[] = [];
    if (rule.destinations !== null) {
        const places = rule.destinations.map((code) => words.place(code)).join(', ');
        said.push(rule.destinations.length > 1 ? t.rule.cheapestOf(places) : t.rule.to_(places));
    }
    if (rule.destination_kind !== null) said.push(t.rule.kind(words.name('kind', rule.destination_kind)));
    if (rule.needs_sorting === true) said.push(t.rule.sorted);
    if (rule.hold_for !== null) said.push(t.rule.holdFor(lasting(words, rule.hold_for)));
    if (rule.decide_within !== null) said.push(t.rule.within(lasting(words, rule.decide_within)));
    if (rule.attempt_cap !== null) said.push(t.rule.cap(rule.attempt_cap));
    if (rule.redeliver_margin !== null) said.push(t.rule.margin(words.format.money(rule.redeliver_margin)));
    if (rule.default_action !== null) said.push(t.rule.otherwise(words.name('action', rule.default_action)));
    if (rule.notify_recipient === true) said.push(t.rule.notify(rule.notify_template ?? ''));
    return said;
}
