// What a shop's people look at first: what waits for them, and what has just come.

import { useCallback, useState } from 'preact/hooks';
import type { LiveEvent, RefusalRow, Today, Waiting } from '../api/types';
import { useCabinet, useWords } from '../context';
import { useData } from '../data';
import { isWaiting, waitingAmong } from '../logic/filters';
import { mergeRows } from '../logic/merge';
import { Deadline } from '../parts/deadline';
import { DecideDialog } from '../parts/decide_dialog';
import { WithData } from '../parts/loading';
import { StateBadge, toneOf } from '../parts/state_badge';
import { useTitle } from '../parts/title';
import { capitalised, type Words } from '../text/words';

const allWaiting = '/refusals?waiting=true&sort=deadline&descending=false';
// Rows are laid over at once; the counts, and the choices of who newly waits, come with the next reading.
const kept = 20;
// More than one can look through here are in the list of refusals.
const mostWaiting = 12;

function merge(today: Today, events: LiveEvent[]): Today {
    const newest = mergeRows({ rows: today.newest, total: null }, events, {
        matches: () => true,
        before: (row, other) => row.refusal_id >= other.refusal_id,
        complete: true,
    }).rows.slice(0, kept);
    const gone = new Set(
        events.filter(({ row }) => row !== null && !isWaiting(row)).map((event) => event.refusal_id),
    );
    const waiting = today.waiting.filter((row) => !gone.has(row.refusal_id));
    return { ...today, newest, waiting };
}

export function TodayPage() {
    const words = useWords();
    const { t, format } = words;
    useTitle(t.today.title);
    const loaded = useData<Today>('/api/today', { merge, stale: () => true });
    const [deciding, setDeciding] = useState<{ row: RefusalRow; action: string } | null>(null);
    const closed = useCallback(() => setDeciding(null), []);
    return (
        <div class="page">
            <h1>{t.today.title}</h1>
            <WithData loaded={loaded}>
                {(today) => (
                    <>
                        <Tiles today={today} />
                        <States today={today} />
                        <div class="today-columns">
                            <section class="card" aria-labelledby="waiting">
                                <h2 id="waiting">
                                    {t.today.waiting}{' '}
                                    <span class="count">{format.number(waitingAmong(today.counts))}</span>
                                </h2>
                                {today.waiting.length === 0 ? (
                                    <p class="quiet empty">{t.today.nothingWaits}</p>
                                ) : (
                                    <ul class="waiting-list">
                                        {today.waiting.slice(0, mostWaiting).map((row) => (
                                            <WaitingItem
                                                key={row.refusal_id}
                                                row={row}
                                                onDecide={(action) => setDeciding({ row, action })}
                                            />
                                        ))}
                                    </ul>
                                )}
                                {today.waiting.length > mostWaiting && (
                                    <p class="card-foot">
                                        <a href={allWaiting}>{t.today.allWaiting(waitingAmong(today.counts))}</a>
                                    </p>
                                )}
                            </section>
                            <section class="card" aria-labelledby="newest">
                                <h2 id="newest">{t.today.newest}</h2>
                                {today.newest.length === 0 ? (
                                    <p class="quiet empty">{t.today.nothingNew}</p>
                                ) : (
                                    <ul class="newest-list" data-testid="newest">
                                        {today.newest.map((row) => (
                                            <NewestItem key={row.refusal_id} row={row} />
                                        ))}
                                    </ul>
                                )}
                                <p class="card-foot">
                                    <a href="/refusals">{t.today.all}</a>
                                </p>
                            </section>
                        </div>
                    </>
                )}
            </WithData>
            {deciding !== null && (
                <DecideDialog
                    row={deciding.row}
                    action={deciding.action}
                    onClose={closed}
                    onDone={() => {
                        setDeciding(null);
                        loaded.reload();
                    }}
                />
            )}
        </div>
    );
}

function Tiles({ today }: { today: Today }) {
    const { t, format } = useWords();
    const { recorded, decided_automatically: automatic, cost } = today.today;
    const deadlines = today.waiting
        .map((row) => row.deadline_at)
        .filter((at) => at !== null)
        .sort();
    const nearest = deadlines[0];
    return (
        <ul class="tiles">
            <li class={`tile ${today.waiting.length > 0 ? 'attention' : ''}`}>
                <a href={allWaiting}>
                    <span class="tile-name">{t.today.waiting}</span>
                    <span class="tile-value">{format.number(waitingAmong(today.counts))}</span>
                    {nearest !== undefined && (
                        <span class="tile-note">{t.today.nearest(format.fromNow(nearest))}</span>
                    )}
                </a>
            </li>
            <li class="tile">
                <span class="tile-name">{t.today.recorded}</span>
                <span class="tile-value">{format.number(recorded)}</span>
            </li>
            <li class="tile">
                <span class="tile-name">{t.today.automatic}</span>
                <span class="tile-value">{format.share(recorded === 0 ? null : automatic / recorded)}</span>
                <span class="tile-note">
                    {automatic} {t.today.of(recorded)}
                </span>
            </li>
            <li class="tile">
                <span class="tile-name">{t.today.cost}</span>
                <span class="tile-value">{format.roughly(cost)}</span>
            </li>
            <li class={`tile ${today.breached > 0 ? 'alarm' : ''}`}>
                <span class="tile-name">{t.today.breached}</span>
                <span class="tile-value">{format.number(today.breached)}</span>
            </li>
        </ul>
    );
}

function States({ today }: { today: Today }) {
    const words = useWords();
    if (today.counts.length === 0) return null;
    return (
        <section class="states" aria-label={words.t.today.states}>
            <h2 class="unseen">{words.t.today.states}</h2>
            <ul class="state-chips">
                {today.counts.map(({ state, count }) => (
                    <li key={state}>
                        <a class={`chip ${toneOf(state)}`} href={`/refusals?state=${state}`}>
                            {words.state(state)} <b>{count}</b>
                        </a>
                    </li>
                ))}
            </ul>
        </section>
    );
}

function WaitingItem({ row, onDecide }: { row: Waiting; onDecide: (action: string) => void }) {
    const words = useWords();
    const { t, format } = words;
    return (
        <li class="waiting-item" data-refusal={row.refusal_id}>
            <div class="waiting-head">
                <a class="number" href={`/refusals/${row.refusal_id}`}>
                    {row.number}
                </a>
                {row.state !== 'awaiting_decision' && <StateBadge state={row.state} />}
                <span class="waiting-deadline">
                    <Deadline at={row.deadline_at} />
                </span>
            </div>
            <p class="waiting-what">
                {capitalised(words.reason(row.reason))}, {format.money(row.declared_value)}
                <span class="quiet"> · {placeOf(words, row)}</span>
            </p>
            {row.choices.length > 0 && (
                <div class="buttons">
                    {row.choices.map((action) => (
                        <button
                            key={action}
                            type="button"
                            class="button small"
                            onClick={() => onDecide(action)}
                        >
                            {words.name('act', action)}
                        </button>
                    ))}
                    {row.default_action !== null && (
                        <span class="quiet small-text">
                            {t.today.byDefault(words.name('action', row.default_action))}
                        </span>
                    )}
                </div>
            )}
        </li>
    );
}

function NewestItem({ row }: { row: RefusalRow }) {
    const { words, live } = useCabinet();
    return (
        <li
            class={`newest-item ${live.isFresh(row.refusal_id) ? 'fresh' : ''}`}
            data-refusal={row.refusal_id}
        >
            <a href={`/refusals/${row.refusal_id}`}>
                <span class="number">{row.number}</span>
                <span class="newest-what">
                    {capitalised(words.reason(row.reason))}
                    <span class="quiet"> · {row.destination_name ?? placeOf(words, row)}</span>
                </span>
                <StateBadge state={row.state} />
                <time class="quiet newest-time" dateTime={row.recorded_at}>
                    {words.format.time(row.recorded_at)}
                </time>
            </a>
        </li>
    );
}

export function placeOf(words: Words, row: RefusalRow): string {
    return row.facility_name ?? (row.region === null ? words.t.common.unknown : words.path(row.region));
}
