// One decision about a refusal that waits or is held: what, and where to.

import { useRef, useState } from 'preact/hooks';
import { useAction } from '../actions';
import { post } from '../api/client';
import type { Refusal, RefusalRow } from '../api/types';
import { useCabinet } from '../context';
import { Dialog } from './dialog';
import { DestinationSelect } from './destination_select';
import { Problem } from './loading';

type Props = {
    row: RefusalRow;
    action: string;
    onClose: () => void;
    onDone: (refusal: Refusal | null) => void;
};

export function DecideDialog({ row, action, onClose, onDone }: Props) {
    const { words, notify } = useCabinet();
    const { t } = words;
    const [destination, setDestination] = useState('');
    const { busy, error, run } = useAction();
    // As it was when the dialog opened: that is what the decision is about, whatever comes meanwhile.
    const version = useRef(row.version);
    const submit = async (event: Event): Promise<void> => {
        event.preventDefault();
        await run(async (requestId) => {
            const refusal = await post<Refusal>(`/api/refusals/${row.refusal_id}/decide`, {
                action,
                destination: destination === '' ? null : destination,
                expected_version: version.current,
                request_id: requestId,
            });
            notify({ kind: 'done', text: `${row.number}: ${t.decide.applied}` });
            onDone(refusal);
        });
    };
    const stale = error?.sqlstate === 'RF003' || error?.sqlstate === 'RF001';
    return (
        <Dialog
            title={t.decide.title(words.name('act', action))}
            onClose={stale ? () => onDone(null) : onClose}
        >
            <form onSubmit={(event) => void submit(event)}>
                <p class="dialog-lead">
                    <b>{row.number}</b> · {words.reason(row.reason)} ·{' '}
                    {words.format.money(row.declared_value)}
                </p>
                {action === 'return' && <DestinationSelect value={destination} onChange={setDestination} />}
                {error !== null && <Problem error={error} />}
                <div class="dialog-buttons">
                    <button type="button" class="button" onClick={stale ? () => onDone(null) : onClose}>
                        {stale ? t.common.close : t.common.cancel}
                    </button>
                    {!stale && (
                        <button class="button primary" disabled={busy}>
                            {words.name('act', action)}
                        </button>
                    )}
                </div>
            </form>
        </Dialog>
    );
}
