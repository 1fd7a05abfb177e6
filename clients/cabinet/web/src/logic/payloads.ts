// What the shop's people fill in when they fire an event: the keys of its payload that make sense in a form.

export type PayloadField = {
    key: string;
    kind: 'text' | 'long' | 'date' | 'hour' | 'moment' | 'money_state';
    required: boolean;
};

const required = (key: string, kind: PayloadField['kind'] = 'text'): PayloadField => ({
    key,
    kind,
    required: true,
});
const optional = (key: string, kind: PayloadField['kind'] = 'text'): PayloadField => ({
    key,
    kind,
    required: false,
});

const byEvent: Record<string, PayloadField[]> = {
    hand_over: [required('document')],
    write_off: [required('document')],
    ship_to_supplier: [required('document')],
    accept_return: [optional('document')],
    reject_return: [required('reason', 'long')],
    void: [required('reason', 'long')],
    correct_address: [
        required('address', 'long'),
        optional('contact'),
        optional('depot'),
        optional('region'),
    ],
    reschedule: [required('date', 'date'), optional('from', 'hour'), optional('until', 'hour')],
    extend_hold: [optional('until', 'moment')],
    money: [required('money_state', 'money_state'), optional('document')],
};

const byGuard: Record<string, PayloadField[]> = {
    reason_given: [required('reason', 'long')],
    document_given: [required('document')],
    date_given: [required('date', 'date'), optional('from', 'hour'), optional('until', 'hour')],
    address_given: [required('address', 'long'), optional('contact')],
};

export function fieldsOf(event: string, blockedBy: string | null): PayloadField[] {
    return byEvent[event] ?? (blockedBy === null ? [] : (byGuard[blockedBy] ?? []));
}

// A guard that only asks for something in the payload does not keep anybody from trying with it.
export function canBeFired(event: { allowed: boolean; blocked_by: string | null }): boolean {
    return event.allowed || (event.blocked_by !== null && event.blocked_by in byGuard);
}

// These have dialogs of their own, or mean nothing in a form; two are decisions under the same name, where
// they are one.
const elsewhere = new Set(['plan_return', 'plan_redelivery', 'override', 'sight']);
export const hasDialogOfItsOwn = (event: string, decisions: string[]): boolean =>
    elsewhere.has(event) || decisions.includes(event);
