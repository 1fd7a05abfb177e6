// Another decision about a parcel that is under way: first what it would cost, then whether to do it.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useAction } from '../actions';
import { ApiError, post } from '../api/client';
import type { Money, OverrideAnswer, Refusal, RefusalRow } from '../api/types';
import { useCabinet, useWords } from '../context';
import { DestinationSelect } from './destination_select';
import { Dialog } from './dialog';
import { Problem } from './loading';

type Props = {
    row: RefusalRow;
    actions: string[];
    onClose: () => void;
    onDone: (refusal: Refusal | null) => void;
};
type Preview = { difference: Money | null } | { error: ApiError } | null;

export function OverrideDialog({ row, actions, onClose, onDone }: Props) {
    const { words, notify } = useCabinet();
    const { t } = words;
    const version = useRef(row.version);
    const [action, setAction] = useState(actions[0] ?? 'return');
    const [destination, setDestination] = useState('');
    const [preview, setPreview] = useState<Preview>(null);
    const { busy, error, run } = useAction();
    const chosen = action === 'return' && destination !== '' ? destination : null;

    useEffect(() => {
        let current = true;
        setPreview(null);
        post<OverrideAnswer>(`/api/refusals/${row.refusal_id}/override`, {
            action,
            destination: chosen,
            expected_version: version.current,
            request_id: null,
            accept_cost: false,
        }).then(
            (answer) => current && setPreview({ difference: answer.cost_difference }),
            (reason: unknown) => {
                if (!(reason instanceof ApiError)) throw reason;
                if (current) setPreview({ error: reason });
            },
        );
        return () => {
            current = false;
        };
    }, [row.refusal_id, action, chosen]);

    const submit = async (event: Event): Promise<void> => {
        event.preventDefault();
        await run(async (requestId) => {
            const { refusal } = await post<OverrideAnswer>(`/api/refusals/${row.refusal_id}/override`, {
                action,
                destination: chosen,
                expected_version: version.current,
                request_id: requestId,
                accept_cost: true,
            });
            notify({ kind: 'done', text: `${row.number}: ${t.decide.applied}` });
            onDone(refusal);
        });
    };
    const failed = error ?? (preview !== null && 'error' in preview ? preview.error : null);
    const stale = failed?.sqlstate === 'RF003' || failed?.sqlstate === 'RF001';
    const close = stale ? () => onDone(null) : onClose;
    return (
        <Dialog title={t.decide.act} onClose={close}>
            <form onSubmit={(event) => void submit(event)}>
                <p class="dialog-lead">{t.decide.lead}</p>
                <fieldset class="choices">
                    <legend>{t.decide.what}</legend>
                    {actions.map((choice) => (
                        <label key={choice} class="choice">
                            <input
                                type="radio"
                                name="action"
                                value={choice}
                                checked={action === choice}
                                onChange={() => setAction(choice)}
                            />
                            {words.name('act', choice)}
                        </label>
                    ))}
                </fieldset>
                {action === 'return' && <DestinationSelect value={destination} onChange={setDestination} />}
                {failed !== null ? <Problem error={failed} /> : <Difference preview={preview} />}
                <div class="dialog-buttons">
                    <button type="button" class="button" onClick={close}>
                        {stale ? t.common.close : t.common.cancel}
                    </button>
                    {!stale && (
                        <button
                            class="button primary"
                            disabled={busy || preview === null || 'error' in preview}
                        >
                            {t.common.apply}
                        </button>
                    )}
                </div>
            </form>
        </Dialog>
    );
}

function Difference({ preview }: { preview: Preview }) {
    const { t, format } = useWords();
    if (preview === null || 'error' in preview)
        return (
            <p class="difference quiet" role="status">
                {t.decide.previewing}
            </p>
        );
    if (preview.difference === null)
        return (
            <p class="difference" role="status">
                {t.decide.unknownCost}
            </p>
        );
    const sum = Number(preview.difference);
    const amount = format.money(Math.abs(sum));
    const tone = sum > 0 ? 'dearer' : sum < 0 ? 'cheaper' : '';
    return (
        <p class={`difference ${tone}`} role="status" data-testid="difference">
            {sum > 0 ? t.decide.dearer(amount) : sum < 0 ? t.decide.cheaper(amount) : t.decide.same}
        </p>
    );
}
