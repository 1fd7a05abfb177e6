// A scenario tried on the past: by action and destination how many refusals and what cost there was, and
// would have been.

import { useState } from 'preact/hooks';
import { useAction } from '../actions';
import { get } from '../api/client';
import type { Scenario, Simulation, SimulationSummary } from '../api/types';
import { useCabinet } from '../context';
import type { Words } from '../text/words';
import { capitalised } from '../text/words';
import { Problem } from './loading';

const periods = [7, 30, 90];

export function SimulationCard({ scenario, stale }: { scenario: Scenario; stale: boolean }) {
    const { words } = useCabinet();
    const { t } = words;
    const [days, setDays] = useState(30);
    const [made, setMade] = useState<{ of: Scenario; result: Simulation } | null>(null);
    const { busy, error, run } = useAction();
    const work = (): void =>
        void run(async () => {
            const { data } = await get<Simulation>(
                `/api/scenarios/${scenario.scenario_id}/simulation?days=${days}`,
            );
            setMade({ of: scenario, result: data });
        });
    return (
        <section class="card simulation" aria-labelledby="simulation">
            <h2 id="simulation">{t.scenario.simulate}</h2>
            <p class="quiet">{t.scenario.simulateLead}</p>
            <div class="buttons">
                <label class="inline">
                    {t.scenario.days}{' '}
                    <select value={days} onChange={(event) => setDays(Number(event.currentTarget.value))}>
                        {periods.map((period) => (
                            <option key={period} value={period}>
                                {t.common.days(period)}
                            </option>
                        ))}
                    </select>
                </label>
                <button
                    type="button"
                    class="button"
                    disabled={busy || stale}
                    title={stale ? t.scenario.needsSave : undefined}
                    onClick={work}
                >
                    {t.scenario.run}
                </button>
                {busy && (
                    <span class="quiet" role="status">
                        {t.common.loading}
                    </span>
                )}
            </div>
            {error !== null && <Problem error={error} onRetry={work} />}
            {made !== null && (
                <>
                    {(stale || made.of !== scenario) && <p class="note">{t.scenario.stale}</p>}
                    <Picture simulation={made.result} />
                </>
            )}
        </section>
    );
}

function Picture({ simulation }: { simulation: Simulation }) {
    const { words } = useCabinet();
    const { t, format } = words;
    const { summary, changed, replayed } = simulation;
    const sum = (of: (row: SimulationSummary) => number): number =>
        summary.reduce((total, row) => total + of(row), 0);
    const costs = {
        was: sum((row) => Number(row.cost_was ?? 0)),
        now: sum((row) => Number(row.cost_now ?? 0)),
    };
    return (
        <div data-testid="simulation">
            <p class="replayed">
                {t.scenario.replayed(replayed)}.{' '}
                <b>{t.scenario.difference(format.difference((costs.now - costs.was).toFixed(2)))}</b>
            </p>
            <div class="legend">
                <span>
                    <i class="swatch was" aria-hidden="true" />
                    {t.scenario.before}
                </span>
                <span>
                    <i class="swatch now" aria-hidden="true" />
                    {t.scenario.after}
                </span>
            </div>
            <div class="before-after-pair">
                <BeforeAfter
                    title={t.scenario.countTitle}
                    rows={summary}
                    words={words}
                    text={(value) => format.number(value)}
                    was={(row) => row.refusals_was}
                    now={(row) => row.refusals_now}
                />
                <BeforeAfter
                    title={t.scenario.costTitle}
                    rows={summary}
                    words={words}
                    text={(value) => format.roughly(value)}
                    was={(row) => Number(row.cost_was ?? 0)}
                    now={(row) => Number(row.cost_now ?? 0)}
                    total={costs}
                />
            </div>
            {changed.length === 0 ? (
                <p class="quiet">{t.scenario.nothingChanged}</p>
            ) : (
                <Changed simulation={simulation} />
            )}
        </div>
    );
}

type BeforeAfterProps = {
    title: string;
    rows: SimulationSummary[];
    words: Words;
    text: (value: number) => string;
    was: (row: SimulationSummary) => number;
    now: (row: SimulationSummary) => number;
    total?: { was: number; now: number };
};

function BeforeAfter({ title, rows, words, text, was, now, total }: BeforeAfterProps) {
    const { t } = words;
    const most = Math.max(...rows.flatMap((row) => [was(row), now(row)]), 0);
    const bar = (value: number, kind: string) => (
        <span class={`bar-fill ${kind}`} style={{ width: most === 0 ? '0' : `${(value / most) * 100}%` }} />
    );
    const shown = rows.filter((row) => was(row) !== 0 || now(row) !== 0);
    return (
        <table class="before-after">
            <caption>{title}</caption>
            <thead class="unseen">
                <tr>
                    <th scope="col">{t.rule.action}</th>
                    <th scope="col">{t.scenario.before}</th>
                    <th scope="col">{t.scenario.after}</th>
                </tr>
            </thead>
            <tbody>
                {shown.map((row) => (
                    <tr key={`${row.action}${row.destination}`}>
                        <th scope="row">{nameOf(words, row.action, row.destination)}</th>
                        <td>
                            {bar(was(row), 'was')}
                            <span class="bar-text">{text(was(row))}</span>
                        </td>
                        <td>
                            {bar(now(row), 'now')}
                            <span class="bar-text">{text(now(row))}</span>
                        </td>
                    </tr>
                ))}
            </tbody>
            {total !== undefined && (
                <tfoot>
                    <tr>
                        <th scope="row">{t.scenario.total}</th>
                        <td>{text(total.was)}</td>
                        <td>{text(total.now)}</td>
                    </tr>
                </tfoot>
            )}
        </table>
    );
}

function Changed({ simulation: { changed } }: { simulation: Simulation }) {
    const { words } = useCabinet();
    const { t, format } = words;
    return (
        <details>
            <summary>{t.scenario.changed(changed.length)}</summary>
            <ul class="stacked changes">
                {changed.map((change) => (
                    <li key={change.refusal_id}>
                        <a href={`/refusals/${change.refusal_id}`}>{change.number}</a>
                        <span>
                            {nameOf(words, change.action_was, change.destination_was)}{' '}
                            <span aria-hidden="true">→</span>{' '}
                            <b>{nameOf(words, change.action_now, change.destination_now)}</b>
                        </span>
                        <span class="quiet">
                            {format.money(change.cost_was)} → {format.money(change.cost_now)}
                        </span>
                    </li>
                ))}
            </ul>
        </details>
    );
}

function nameOf(words: Words, action: string | null, destination: string | null): string {
    const name = action === null ? words.t.common.none : capitalised(words.name('action', action));
    return destination === null ? name : `${name}: ${words.place(destination)}`;
}
