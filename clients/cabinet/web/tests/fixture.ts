import type { LiveEvent, RefusalRow, Rule, Vocabulary } from '../src/api/types';
import { emptyRule, type Drafted } from '../src/logic/rules';
import { noVocabulary, Words } from '../src/text/words';

export function row(change: Partial<RefusalRow> = {}): RefusalRow {
    return {
        refusal_id: 1,
        number: 'A-1',
        state: 'return_planned',
        is_open: true,
        reason: 'refused.late',
        outcome: 'full',
        action: 'return',
        attempt: 1,
        region: 'central.moscow',
        courier: 'ivan',
        facility: 'DEPOT',
        facility_name: 'Depot',
        destination: 'STORE',
        destination_name: 'Store',
        cost_planned: '100.00',
        cost_actual: '0.00',
        declared_value: '9000.00',
        deadline_at: null,
        occurred_at: '2026-03-01T10:00:00Z',
        recorded_at: '2026-03-01T10:00:05Z',
        updated_at: '2026-03-01T10:00:05Z',
        version: 2,
        money_state: 'none',
        ...change,
    };
}

export function event(of: RefusalRow, change: Partial<LiveEvent> = {}): LiveEvent {
    return {
        position: `1-${String(of.refusal_id).padStart(6, '0')}-${of.version}`,
        event_id: of.refusal_id * 100 + of.version,
        refusal_id: of.refusal_id,
        version: of.version,
        event: 'capture',
        from_state: 'refused',
        to_state: of.state,
        actor: 'courier',
        occurred_at: of.occurred_at,
        recorded_at: of.recorded_at,
        row: of,
        ...change,
    };
}

export const rule = (change: Partial<Rule>): Drafted => ({
    ...emptyRule('a rule', []),
    destination_kind: null,
    ...change,
});

const vocabulary: Vocabulary = {
    ...noVocabulary,
    reasons: [
        { code: 'refused.late', label_en: 'Delivered too late', label_ru: 'нарушены сроки' },
        { code: 'refused.contents', label_en: 'Contents', label_ru: 'содержимое' },
    ],
    destinations: [
        { code: 'STORE', name: 'Склад', kind: 'storage' },
        { code: 'TVER', name: 'Тверь', kind: 'fulfilment' },
    ],
    states: [
        { state: 'in_quarantine', is_terminal: false, label_en: 'In quarantine', label_ru: 'на карантине' },
    ],
};

export const russian = new Words('ru', 'Europe/Moscow', vocabulary);
export const english = new Words('en', 'Europe/Moscow', vocabulary);

// Numbers are grouped by a space that no keyboard has.
export const plain = (text: string): string => text.replace(/[\u00a0\u202f]/g, ' ');
