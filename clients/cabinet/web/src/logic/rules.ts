// Editing a scenario's table of rules before it is saved.

import type { Rule, Scenario } from '../api/types';

// Rules that were not saved yet have no id; the key tells them apart all the same.
export type Drafted = Rule & { key: string };

let counter = 0;
const newKey = (): string => `new-${++counter}`;

export const drafted = (scenario: Scenario): Drafted[] =>
    byRank(
        scenario.rules.map((rule) => ({
            ...rule,
            key: rule.rule_id === undefined ? newKey() : `rule-${rule.rule_id}`,
        })),
    );

const conditionKeys = [
    'reason',
    'category',
    'region',
    'outcome',
    'supplier',
    'facility',
    'payment',
    'value_from',
    'value_to',
    'weight_from',
    'weight_to',
    'attempt_from',
    'attempt_to',
    'weekdays',
    'courier',
] as const;

export const isCatchAll = (rule: Rule): boolean => conditionKeys.every((key) => rule[key] === null);

// As the database orders them: the lowest rank first, no rank after every rank.
export function byRank<T extends Rule>(rules: T[]): T[] {
    const rank = (rule: Rule): number => rule.rank ?? Number.MAX_SAFE_INTEGER;
    return rules
        .map((rule, index) => ({ rule, index }))
        .sort(
            (a, b) =>
                rank(a.rule) - rank(b.rule) ||
                Number(isCatchAll(a.rule)) - Number(isCatchAll(b.rule)) ||
                a.index - b.index,
        )
        .map(({ rule }) => rule);
}

export function emptyRule(name: string, rules: Rule[]): Drafted {
    return {
        key: newKey(),
        name,
        rank: nextRank(rules),
        reason: null,
        category: null,
        region: null,
        outcome: null,
        supplier: null,
        facility: null,
        payment: null,
        value_from: null,
        value_to: null,
        weight_from: null,
        weight_to: null,
        attempt_from: null,
        attempt_to: null,
        weekdays: null,
        courier: null,
        action: 'return',
        destinations: null,
        destination_kind: 'fulfilment',
        needs_sorting: false,
        hold_for: null,
        decide_within: null,
        default_action: null,
        attempt_cap: null,
        redeliver_margin: null,
        value_loss_rate: '0',
        notify_recipient: false,
        notify_template: null,
    };
}

const nextRank = (rules: Rule[]): number => Math.max(0, ...rules.map((rule) => rule.rank ?? 0)) + 1;

export function copied(rules: Drafted[], key: string, name: (name: string) => string): Drafted[] {
    return rules.flatMap((rule) => {
        if (rule.key !== key) return [rule];
        const { rule_id: _, ...rest } = rule;
        return [rule, { ...rest, key: newKey(), name: name(rule.name), rank: nextRank(rules) }];
    });
}

// One step up or down. Then each has its place as its rank, but for the one without conditions, which needs
// none.
export function moved(rules: Drafted[], key: string, step: -1 | 1): Drafted[] {
    const from = rules.findIndex((rule) => rule.key === key);
    const to = from + step;
    if (from < 0 || to < 0 || to >= rules.length) return rules;
    const next = [...rules];
    [next[from], next[to]] = [next[to]!, next[from]!];
    return next.map((rule, index) => ({ ...rule, rank: isCatchAll(rule) ? null : index + 1 }));
}

export function forServer(rules: Drafted[]): Rule[] {
    return rules.map(({ key: _, ...rule }) => rule);
}
