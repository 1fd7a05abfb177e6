// One refusal: where it stands, what may be done, the way back, why, and what happened.

import type { LiveEvent, Refusal } from '../api/types';
import { useCabinet } from '../context';
import { useData } from '../data';
import { Icon } from '../parts/icons';
import { LinesCard } from '../parts/lines_card';
import { WithData } from '../parts/loading';
import { RefusalActions } from '../parts/refusal_actions';
import { RouteCard } from '../parts/route_card';
import { StateBadge } from '../parts/state_badge';
import { TimelineCard } from '../parts/timeline_card';
import { useTitle } from '../parts/title';
import { WhyCard } from '../parts/why_card';
import { capitalised } from '../text/words';

// The row shows the new state at once; the rest is read anew.
function merge(refusal: Refusal, events: LiveEvent[]): Refusal {
    let { row } = refusal;
    for (const event of events)
        if (event.refusal_id === row.refusal_id && event.row !== null && event.row.version > row.version)
            row = event.row;
    return row === refusal.row ? refusal : { ...refusal, row, allowed: [], decisions: [], overrides: [] };
}

export function RefusalPage({ id }: { id: number }) {
    const {
        words: { t },
        notify,
    } = useCabinet();
    const loaded = useData<Refusal>(`/api/refusals/${id}`, {
        merge,
        stale: (refusal, events) =>
            events.some((event) => event.refusal_id === id && event.version > lastOf(refusal)),
    });
    useTitle(loaded.data?.row.number ?? t.list.title);
    const changed = (refusal: Refusal | null): void => {
        if (refusal !== null && loaded.data !== null && refusal.row.version >= loaded.data.row.version) {
            loaded.set(refusal);
            return;
        }
        if (refusal === null) notify({ kind: 'news', text: t.error.conflict });
        loaded.reload();
    };
    return (
        <div class="page">
            <p class="back">
                <a href="/refusals">
                    <Icon name="back" />
                    {t.one.back}
                </a>
            </p>
            <WithData loaded={loaded}>
                {(refusal) => (
                    <>
                        <Head refusal={refusal} />
                        <RefusalActions refusal={refusal} onChanged={changed} />
                        <div class="refusal-columns">
                            <div class="column">
                                <RouteCard route={refusal.route} />
                                <LinesCard lines={refusal.lines} />
                                <TimelineCard timeline={refusal.timeline} />
                            </div>
                            <div class="column">
                                <Facts refusal={refusal} />
                                <WhyCard refusal={refusal} />
                            </div>
                        </div>
                    </>
                )}
            </WithData>
        </div>
    );
}

const lastOf = (refusal: Refusal): number => refusal.timeline.at(-1)?.version ?? 0;

function Head({ refusal: { row } }: { refusal: Refusal }) {
    const { words } = useCabinet();
    const { t } = words;
    return (
        <header class="refusal-head">
            <h1>{row.number}</h1>
            <StateBadge state={row.state} />
            <p class="refusal-reason">
                {capitalised(words.reason(row.reason))}, {words.name('outcome', row.outcome)}
                {row.attempt > 1 && `, ${t.one.attempt(row.attempt)}`}
            </p>
            <p class="refusal-way quiet">
                {row.action !== null && <b>{capitalised(words.name('action', row.action))}</b>}
                {row.destination_name !== null && <> → {row.destination_name}</>}
                {row.facility_name !== null && row.facility !== row.destination && (
                    <>
                        {' '}
                        · {t.one.now}: {row.facility_name}
                    </>
                )}
            </p>
        </header>
    );
}

function Facts({ refusal: { row, parcel } }: { refusal: Refusal }) {
    const { words } = useCabinet();
    const { t, format } = words;
    const facts: [string, string | null][] = [
        [t.one.planned, row.cost_planned && format.money(row.cost_planned)],
        [t.one.actual, format.money(row.cost_actual)],
        [t.one.value, parcel.declared_value && format.money(parcel.declared_value)],
        [
            t.one.cod,
            parcel.cod_amount && Number(parcel.cod_amount) > 0 ? format.money(parcel.cod_amount) : null,
        ],
        [t.one.money, words.name('money', row.money_state)],
        [t.one.occurred, format.moment(row.occurred_at)],
        [t.one.recorded, format.moment(row.recorded_at)],
        [t.one.courier, row.courier],
        [t.one.region, row.region && words.path(row.region)],
        [t.one.category, parcel.category && words.path(parcel.category)],
        [t.one.supplier, parcel.supplier],
        [t.one.weight, parcel.weight_grams === null ? null : format.weight(parcel.weight_grams)],
    ];
    return (
        <section class="card" aria-labelledby="parcel">
            <h2 id="parcel">{t.one.parcel}</h2>
            <dl class="facts">
                {facts
                    .filter(([, value]) => value !== null)
                    .map(([name, value]) => (
                        <div key={name}>
                            <dt>{name}</dt>
                            <dd>{value}</dd>
                        </div>
                    ))}
            </dl>
        </section>
    );
}
