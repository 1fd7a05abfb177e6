// Exactly what may be done to a refusal now, each with a dialog of its own.

import { useState } from 'preact/hooks';
import type { Refusal } from '../api/types';
import { useWords } from '../context';
import { canBeFired, hasDialogOfItsOwn } from '../logic/payloads';
import { Deadline } from './deadline';
import { DecideDialog } from './decide_dialog';
import { FireDialog, fireName } from './fire_dialog';
import { OverrideDialog } from './override_dialog';

type Open =
    | { kind: 'decide'; action: string }
    | { kind: 'override' }
    | { kind: 'fire'; event: string; blockedBy: string | null }
    | null;
type Props = { refusal: Refusal; onChanged: (refusal: Refusal | null) => void };

export function RefusalActions({ refusal, onChanged }: Props) {
    const words = useWords();
    const { t } = words;
    const [open, setOpen] = useState<Open>(null);
    const { row, decisions, overrides } = refusal;
    const events = refusal.allowed.filter(
        (event) => canBeFired(event) && !hasDialogOfItsOwn(event.event, decisions),
    );
    const close = (): void => setOpen(null);
    const done = (changed: Refusal | null): void => {
        setOpen(null);
        onChanged(changed);
    };
    const nothing = decisions.length === 0 && overrides.length === 0 && events.length === 0;
    return (
        <section
            class={`card actions ${decisions.length > 0 && row.deadline_at !== null ? 'attention' : ''}`}
            aria-labelledby="actions"
        >
            <h2 id="actions">
                {t.one.what}
                {row.deadline_at !== null && (
                    <span class="actions-deadline">
                        {t.one.deadline}: <Deadline at={row.deadline_at} />
                    </span>
                )}
            </h2>
            {nothing ? (
                <p class="quiet">{t.one.nothing}</p>
            ) : (
                <div class="buttons">
                    {decisions.map((action) => (
                        <button
                            key={action}
                            type="button"
                            class="button primary"
                            onClick={() => setOpen({ kind: 'decide', action })}
                        >
                            {words.name('act', action)}
                        </button>
                    ))}
                    {overrides.length > 0 && (
                        <button
                            type="button"
                            class="button primary"
                            onClick={() => setOpen({ kind: 'override' })}
                        >
                            {t.one.changeMind}
                        </button>
                    )}
                    {events.map(({ event, blocked_by: blockedBy }) => (
                        <button
                            key={event}
                            type="button"
                            class="button"
                            onClick={() => setOpen({ kind: 'fire', event, blockedBy })}
                        >
                            {fireName(words, event)}
                        </button>
                    ))}
                </div>
            )}
            {open?.kind === 'decide' && (
                <DecideDialog row={row} action={open.action} onClose={close} onDone={done} />
            )}
            {open?.kind === 'override' && (
                <OverrideDialog row={row} actions={overrides} onClose={close} onDone={done} />
            )}
            {open?.kind === 'fire' && (
                <FireDialog
                    row={row}
                    event={open.event}
                    blockedBy={open.blockedBy}
                    onClose={close}
                    onDone={done}
                />
            )}
        </section>
    );
}
