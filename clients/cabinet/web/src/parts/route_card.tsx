// The way back: as planned, and as far as it went.

import type { Route } from '../api/types';
import { useWords } from '../context';
import { lateBy, progressOfAll } from '../logic/legs';
import { RouteMap } from './route_map';

export function RouteCard({ route }: { route: Route | null }) {
    const words = useWords();
    const { t, format } = words;
    if (route === null || route.legs.length === 0) return null;
    const progress = progressOfAll(route.legs);
    const late = lateBy(route.legs);
    const parts = Object.entries(route.breakdown).filter(([, cost]) => Number(cost) !== 0);
    return (
        <section class="card route" aria-labelledby="route">
            <h2 id="route">
                {t.one.route}
                <span class="head-note">
                    {t.one.arrives} {format.moment(route.arrives_at)}
                    {late !== null && <b class="late"> · {t.one.late(format.duration(late))}</b>}
                </span>
            </h2>
            <RouteMap legs={route.legs} />
            <ol class="legs">
                {route.legs.map((leg, index) => (
                    <li key={`${leg.lane_id}-${index}`} class={`leg ${progress[index] ?? 'planned'}`}>
                        <span class="leg-way">
                            {leg.from_name} <span aria-hidden="true">→</span> {leg.to_name}
                        </span>
                        <span class="leg-state">{t.one.leg[progress[index] ?? 'planned']}</span>
                        <span class="leg-cost">{format.money(leg.cost)}</span>
                        <span class="leg-times quiet">
                            <Times
                                name={t.one.legs.departs}
                                plan={leg.departs_at}
                                fact={leg.actual_departed_at}
                            />
                            <Times
                                name={t.one.legs.arrives}
                                plan={leg.arrives_at}
                                fact={leg.actual_arrived_at}
                            />
                        </span>
                    </li>
                ))}
            </ol>
            <dl class="breakdown">
                {parts.map(([part, cost]) => (
                    <div key={part}>
                        <dt>{words.name('cost', part)}</dt>
                        <dd>{format.money(cost)}</dd>
                    </div>
                ))}
                <div class="sum">
                    <dt>{t.one.cost}</dt>
                    <dd>{format.money(route.cost)}</dd>
                </div>
            </dl>
        </section>
    );
}

function Times({ name, plan, fact }: { name: string; plan: string; fact: string | null }) {
    const { t, format } = useWords();
    return (
        <span>
            {name}:{' '}
            {fact === null ? (
                <>
                    {t.one.legs.plan} {format.moment(plan)}
                </>
            ) : (
                <>
                    <b>{format.moment(fact)}</b> ({t.one.legs.plan} {format.time(plan, Date.parse(fact))})
                </>
            )}
        </span>
    );
}
