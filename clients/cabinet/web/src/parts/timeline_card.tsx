// The journal of one refusal, the newest first.

import type { TimelineEntry } from '../api/types';
import { useWords } from '../context';
import type { Words } from '../text/words';
import { toneOf } from './state_badge';

export function TimelineCard({ timeline }: { timeline: TimelineEntry[] }) {
    const words = useWords();
    const { t, format } = words;
    return (
        <section class="card" aria-labelledby="timeline">
            <h2 id="timeline">{t.one.timeline}</h2>
            <ol class="timeline" reversed>
                {[...timeline].reverse().map((entry) => (
                    <li key={entry.event_id} class={`entry ${toneOf(entry.to_state)}`}>
                        <time dateTime={entry.occurred_at} title={format.moment(entry.recorded_at)}>
                            {format.moment(entry.occurred_at)}
                        </time>
                        <div class="entry-body">
                            <p class="entry-what">
                                {words.name('event', entry.event)}
                                {entry.from_state !== entry.to_state && (
                                    <span class="quiet"> · {words.state(entry.to_state)}</span>
                                )}
                            </p>
                            <p class="entry-who quiet">
                                {words.name('actor', entry.actor)}
                                {entry.facility_name !== null && `, ${entry.facility_name}`}
                            </p>
                            {detailsOf(entry, words).map((detail) => (
                                <p key={detail} class="entry-detail">
                                    {detail}
                                </p>
                            ))}
                            {entry.proof.length > 0 && <Proofs entry={entry} />}
                        </div>
                    </li>
                ))}
            </ol>
        </section>
    );
}

function detailsOf({ payload }: TimelineEntry, words: Words): string[] {
    const { t, format } = words;
    const text = (key: string): string | null => (typeof payload[key] === 'string' ? payload[key] : null);
    const said: string[] = [];
    const action = text('action');
    if (action !== null) said.push(words.name('action', action));
    const reason = text('reason');
    if (reason !== null)
        said.push(`${t.payload.reason}: ${/^[a-z_.]+$/.test(reason) ? words.reason(reason) : reason}`);
    const destination = text('destination');
    if (destination !== null) said.push(`${t.payload.destination}: ${words.place(destination)}`);
    const of = [
        payload['line_no'] === undefined ? null : `№ ${String(payload['line_no'])}`,
        text('grade'),
        text('disposition') && words.name('disposition', text('disposition')),
        text('location'),
    ].filter((part) => part !== null);
    if (of.length > 0) said.push(of.join(', '));
    const document = text('document');
    if (document !== null) said.push(`${t.payload.document}: ${document}`);
    const date = text('date');
    if (date !== null)
        said.push(
            [`${t.payload.date}: ${date}`, text('from'), text('until')].filter((part) => part !== null).join(' '),
        );
    const money = text('money_state');
    if (money !== null) said.push(words.name('money', money));
    const difference = text('cost_difference');
    if (difference !== null) said.push(t.scenario.difference(format.difference(difference)));
    return said;
}

function Proofs({ entry }: { entry: TimelineEntry }) {
    const words = useWords();
    return (
        <ul class="proofs" aria-label={words.t.one.proof}>
            {entry.proof.map((proof, index) => {
                const name = words.name('proof', proof.kind);
                // Only what a browser may open by itself: a link is followed when somebody clicks it.
                const linked = typeof proof.uri === 'string' && /^https?:\/\//.test(proof.uri);
                return (
                    <li key={`${proof.sha256 ?? ''}${index}`}>
                        {linked ? (
                            <a href={proof.uri ?? ''} target="_blank" rel="noopener noreferrer">
                                {name}
                            </a>
                        ) : (
                            name
                        )}
                        {proof.taken_at != null && (
                            <span class="quiet">
                                {' '}
                                {words.format.time(proof.taken_at, Date.parse(entry.occurred_at))}
                            </span>
                        )}
                    </li>
                );
            })}
        </ul>
    );
}
