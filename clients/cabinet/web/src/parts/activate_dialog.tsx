import { useState } from 'preact/hooks';
import { useAction } from '../actions';
import { post } from '../api/client';
import type { Scenario } from '../api/types';
import { useCabinet } from '../context';
import { instantOf } from '../text/format';
import { Dialog } from './dialog';
import { Problem } from './loading';

type Props = { scenario: Scenario; onClose: () => void; onDone: (scenario: Scenario) => void };

export function ActivateDialog({ scenario, onClose, onDone }: Props) {
    const { session, words, notify } = useCabinet();
    const { t } = words;
    const [later, setLater] = useState(false);
    const [at, setAt] = useState('');
    const { busy, error, run } = useAction();
    const submit = (event: Event): void => {
        event.preventDefault();
        void run(async () => {
            const body = later ? { at: instantOf(at, session.shop.timezone) } : {};
            const active = await post<Scenario>(`/api/scenarios/${scenario.scenario_id}/activate`, body);
            notify({ kind: 'done', text: t.scenario.activated });
            onDone(active);
        });
    };
    return (
        <Dialog title={t.scenario.activate} onClose={onClose}>
            <form onSubmit={submit}>
                <p>{t.scenario.activateSure(scenario.version)}</p>
                <fieldset class="choices">
                    <legend class="unseen">{t.scenario.activate}</legend>
                    <label class="choice">
                        <input type="radio" name="when" checked={!later} onChange={() => setLater(false)} />
                        {t.scenario.activateNow}
                    </label>
                    <label class="choice">
                        <input type="radio" name="when" checked={later} onChange={() => setLater(true)} />
                        {t.scenario.activateAt}
                    </label>
                </fieldset>
                {later && (
                    <label class="field">
                        <span>
                            {t.scenario.activateAt} ({session.shop.timezone})
                        </span>
                        <input
                            type="datetime-local"
                            required
                            value={at}
                            onInput={(event) => setAt(event.currentTarget.value)}
                        />
                    </label>
                )}
                {error !== null && <Problem error={error} />}
                <div class="dialog-buttons">
                    <button type="button" class="button" onClick={onClose}>
                        {t.common.cancel}
                    </button>
                    <button class="button primary" disabled={busy}>
                        {t.scenario.activate}
                    </button>
                </div>
            </form>
        </Dialog>
    );
}
