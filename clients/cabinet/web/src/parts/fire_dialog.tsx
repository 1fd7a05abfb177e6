// An event that the shop may fire, with what its payload needs.

import { useRef, useState } from 'preact/hooks';
import { useAction } from '../actions';
import { post } from '../api/client';
import type { Refusal, RefusalRow } from '../api/types';
import { useCabinet } from '../context';
import { fieldsOf, type PayloadField } from '../logic/payloads';
import { instantOf } from '../text/format';
import type { Words } from '../text/words';
import { Dialog } from './dialog';
import { Problem } from './loading';

type Props = {
    row: RefusalRow;
    event: string;
    blockedBy: string | null;
    onClose: () => void;
    onDone: (refusal: Refusal | null) => void;
};

export function fireName(words: Words, event: string): string {
    const name = words.name('fire', event);
    return name === event.replaceAll('_', ' ') ? words.name('event', event) : name;
}

export function FireDialog({ row, event, blockedBy, onClose, onDone }: Props) {
    const { session, words, notify } = useCabinet();
    const { t } = words;
    const fields = fieldsOf(event, blockedBy);
    const [values, setValues] = useState<Record<string, string>>({});
    const { busy, error, run } = useAction();
    const version = useRef(row.version);
    const name = fireName(words, event);
    const submit = async (submitted: Event): Promise<void> => {
        submitted.preventDefault();
        const payload: Record<string, string> = {};
        for (const { key, kind } of fields) {
            const value = (values[key] ?? '').trim();
            if (value !== '')
                payload[key] = kind === 'moment' ? instantOf(value, session.shop.timezone) : value;
        }
        await run(async (requestId) => {
            const refusal = await post<Refusal>(`/api/refusals/${row.refusal_id}/fire`, {
                event,
                payload,
                expected_version: version.current,
                request_id: requestId,
            });
            notify({ kind: 'done', text: `${row.number}: ${words.name('event', event)}` });
            onDone(refusal);
        });
    };
    const stale = error?.sqlstate === 'RF003' || error?.sqlstate === 'RF001';
    const close = stale ? () => onDone(null) : onClose;
    return (
        <Dialog title={name} onClose={close}>
            <form onSubmit={(submitted) => void submit(submitted)}>
                <p class="dialog-lead">
                    <b>{row.number}</b> · {words.state(row.state)}
                </p>
                {fields.map((field) => (
                    <PayloadInput
                        key={field.key}
                        field={field}
                        event={event}
                        value={values[field.key] ?? ''}
                        onChange={(value) => setValues({ ...values, [field.key]: value })}
                    />
                ))}
                {error !== null && <Problem error={error} />}
                <div class="dialog-buttons">
                    <button type="button" class="button" onClick={close}>
                        {stale ? t.common.close : t.common.cancel}
                    </button>
                    {!stale && (
                        <button class="button primary" disabled={busy}>
                            {name}
                        </button>
                    )}
                </div>
            </form>
        </Dialog>
    );
}

type InputProps = { field: PayloadField; event: string; value: string; onChange: (value: string) => void };

const inputTypes = { text: 'text', date: 'date', hour: 'time', moment: 'datetime-local' } as const;

function PayloadInput({ field, event, value, onChange }: InputProps) {
    const words = useCabinet().words;
    const { payload } = words.t;
    const { key, kind, required } = field;
    const label =
        key === 'until' && event === 'extend_hold' ? payload.untilDay : payload[key as keyof typeof payload];
    return (
        <label class="field">
            <span>
                {label}
                {required ? '' : ` (${payload.optional})`}
            </span>
            {kind === 'long' ? (
                <textarea
                    name={key}
                    required={required}
                    rows={3}
                    value={value}
                    onInput={(input) => onChange(input.currentTarget.value)}
                />
            ) : kind === 'money_state' ? (
                <select
                    name={key}
                    required={required}
                    value={value}
                    onChange={(input) => onChange(input.currentTarget.value)}
                >
                    <option value="" />
                    {['none', 'due', 'refunded', 'claimed'].map((state) => (
                        <option key={state} value={state}>
                            {words.name('money', state)}
                        </option>
                    ))}
                </select>
            ) : (
                <input
                    name={key}
                    type={inputTypes[kind]}
                    required={required}
                    value={value}
                    onInput={(input) => onChange(input.currentTarget.value)}
                />
            )}
        </label>
    );
}
