// One rule, whole: when it holds, and what it does.

import { useState } from 'preact/hooks';
import type { Rule } from '../api/types';
import { useCabinet } from '../context';
import type { Drafted } from '../logic/rules';
import { Dialog } from './dialog';
import { MultiSelect } from './menu';
import { PathSelect } from './path_select';
import { CodeInput, DurationInput, NumberInput, RangeInput, Select, ShareInput } from './rule_inputs';

type Props = { rule: Drafted; known: Rule[]; onClose: () => void; onDone: (rule: Drafted) => void };

const actions = ['return', 'redeliver', 'hold', 'ask_shop', 'dispose'];
const kinds = ['fulfilment', 'storage', 'supplier', 'pickup_point', 'shop', 'depot', 'sorting_center'];

export function RuleDialog({ rule, known, onClose, onDone }: Props) {
    const { words, places } = useCabinet();
    const { t, vocabulary } = words;
    const [draft, setDraft] = useState(rule);
    const set = (change: Partial<Rule>): void => setDraft({ ...draft, ...change });
    const others = (key: 'category' | 'supplier'): string[] =>
        [...new Set(known.map((other) => other[key]).filter((value) => value !== null))].sort();
    const does = (action: string): boolean => draft.action === action || draft.default_action === action;
    const field = (name: Parameters<typeof words.name>[1]): string => words.name('field', name);
    return (
        <Dialog title={t.scenario.edit} wide onClose={onClose}>
            <form
                class="rule-form"
                onSubmit={(event) => {
                    event.preventDefault();
                    onDone(draft);
                }}
            >
                <div class="form-grid">
                    <label class="field span-2">
                        <span>{t.scenario.name}</span>
                        <input
                            name="name"
                            required
                            maxLength={200}
                            value={draft.name}
                            onInput={(event) => set({ name: event.currentTarget.value })}
                        />
                    </label>
                    <NumberInput
                        label={t.scenario.rank}
                        value={draft.rank}
                        onChange={(rank) => set({ rank })}
                    />
                </div>
                <h3>{t.scenario.when}</h3>
                <div class="form-grid">
                    <PathSelect
                        label={field('reason')}
                        value={draft.reason ?? ''}
                        paths={vocabulary.reasons.map(({ code }) => code)}
                        name={(code) => words.reason(code)}
                        none={t.rule.any}
                        onChange={(reason) => set({ reason: reason || null })}
                    />
                    <CodeInput
                        label={field('category')}
                        value={draft.category}
                        known={others('category')}
                        none={t.rule.any}
                        onChange={(category) => set({ category })}
                    />
                    <PathSelect
                        label={field('region')}
                        value={draft.region ?? ''}
                        paths={vocabulary.regions}
                        name={(path) => words.path(path.slice(path.lastIndexOf('.') + 1))}
                        none={t.rule.any}
                        onChange={(region) => set({ region: region || null })}
                    />
                    <Select
                        label={field('outcome')}
                        field="outcome"
                        value={draft.outcome}
                        none={t.rule.any}
                        options={['full', 'partial']}
                        name={(value) => words.name('outcome', value)}
                        onChange={(outcome) => set({ outcome })}
                    />
                    <Select
                        label={field('payment')}
                        field="payment"
                        value={draft.payment}
                        none={t.rule.any}
                        options={['prepaid', 'cod']}
                        name={(value) => words.name('payment', value)}
                        onChange={(payment) => set({ payment })}
                    />
                    <CodeInput
                        label={field('supplier')}
                        value={draft.supplier}
                        known={others('supplier')}
                        none={t.rule.any}
                        onChange={(supplier) => set({ supplier })}
                    />
                    <Select
                        label={field('facility')}
                        field="facility"
                        value={draft.facility}
                        none={t.rule.any}
                        options={places.map(({ code }) => code)}
                        name={(code) => places.find((place) => place.code === code)?.name ?? code}
                        onChange={(facility) => set({ facility })}
                    />
                    <CodeInput
                        label={field('courier')}
                        value={draft.courier}
                        known={vocabulary.couriers}
                        none={t.rule.any}
                        onChange={(courier) => set({ courier })}
                    />
                    <RangeInput
                        label={field('value')}
                        from={draft.value_from}
                        to={draft.value_to}
                        step="0.01"
                        onChange={(from, to) => set({ value_from: from, value_to: to })}
                    />
                    <RangeInput
                        label={`${field('weight')}, ${t.rule.weightHint}`}
                        from={draft.weight_from}
                        to={draft.weight_to}
                        step="1"
                        onChange={(from, to) => set({ weight_from: numberOf(from), weight_to: numberOf(to) })}
                    />
                    <RangeInput
                        label={field('attempt')}
                        from={draft.attempt_from}
                        to={draft.attempt_to}
                        step="1"
                        onChange={(from, to) =>
                            set({ attempt_from: numberOf(from), attempt_to: numberOf(to) })
                        }
                    />
                    <MultiSelect
                        label={field('weekdays')}
                        none={t.rule.any}
                        chosen={(draft.weekdays ?? []).map(String)}
                        options={t.rule.weekdays.map((text, index) => ({ value: String(index + 1), text }))}
                        onChange={(days) =>
                            set({ weekdays: days.length === 0 ? null : days.map(Number).sort() })
                        }
                    />
                </div>
                <h3>{t.scenario.then}</h3>
                <div class="form-grid">
                    <Select
                        label={t.rule.action}
                        field="action"
                        value={draft.action}
                        options={actions}
                        name={(value) => words.name('action', value)}
                        onChange={(action) => action !== null && set({ action })}
                    />
                    <Select
                        label={t.rule.default_action}
                        field="default_action"
                        value={draft.default_action}
                        none={t.common.none}
                        options={actions}
                        name={(value) => words.name('action', value)}
                        onChange={(action) => set({ default_action: action })}
                    />
                    <MultiSelect
                        label={t.rule.destinations}
                        none={t.common.none}
                        chosen={draft.destinations ?? []}
                        options={vocabulary.destinations.map(({ code, name }) => ({
                            value: code,
                            text: name,
                        }))}
                        onChange={(codes) => set({ destinations: codes.length === 0 ? null : codes })}
                    />
                    <Select
                        label={t.rule.destination_kind}
                        field="destination_kind"
                        value={draft.destination_kind}
                        none={t.common.none}
                        options={kinds}
                        name={(value) => words.name('kind', value)}
                        onChange={(kind) => set({ destination_kind: kind })}
                    />
                    {(does('hold') || draft.hold_for !== null) && (
                        <DurationInput
                            label={t.rule.hold_for}
                            value={draft.hold_for}
                            onChange={(time) => set({ hold_for: time })}
                        />
                    )}
                    {(does('ask_shop') || draft.decide_within !== null) && (
                        <DurationInput
                            label={t.rule.decide_within}
                            value={draft.decide_within}
                            onChange={(time) => set({ decide_within: time })}
                        />
                    )}
                    {(does('redeliver') || draft.attempt_cap !== null) && (
                        <NumberInput
                            label={t.rule.attempt_cap}
                            value={draft.attempt_cap}
                            min={1}
                            onChange={(cap) => set({ attempt_cap: cap })}
                        />
                    )}
                    {(does('redeliver') || draft.redeliver_margin !== null) && (
                        <label class="field">
                            <span>{t.rule.redeliver_margin}</span>
                            <input
                                type="number"
                                step="0.01"
                                value={draft.redeliver_margin ?? ''}
                                onInput={(event) =>
                                    set({ redeliver_margin: event.currentTarget.value || null })
                                }
                            />
                        </label>
                    )}
                    <ShareInput
                        label={t.rule.value_loss_rate}
                        value={draft.value_loss_rate}
                        onChange={(rate) => set({ value_loss_rate: rate })}
                    />
                    <CodeInput
                        label={t.rule.notify_template}
                        value={draft.notify_template}
                        known={[]}
                        none={t.common.none}
                        onChange={(template) =>
                            set({
                                notify_template: template,
                                notify_recipient: template !== null && (draft.notify_recipient ?? false),
                            })
                        }
                    />
                    <label class="choice">
                        <input
                            type="checkbox"
                            checked={draft.needs_sorting === true}
                            onChange={(event) => set({ needs_sorting: event.currentTarget.checked })}
                        />
                        {t.rule.needs_sorting}
                    </label>
                    <label class="choice">
                        <input
                            type="checkbox"
                            checked={draft.notify_recipient === true}
                            disabled={draft.notify_template === null}
                            onChange={(event) => set({ notify_recipient: event.currentTarget.checked })}
                        />
                        {t.rule.notify_recipient}
                    </label>
                </div>
                <div class="dialog-buttons">
                    <button type="button" class="button" onClick={onClose}>
                        {t.common.cancel}
                    </button>
                    <button class="button primary">{t.common.done}</button>
                </div>
            </form>
        </Dialog>
    );
}

const numberOf = (text: string | null): number | null => (text === null ? null : Number(text));
