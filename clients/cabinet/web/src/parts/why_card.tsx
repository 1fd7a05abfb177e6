// Why it was decided as it was, in words.

import type { Explain, Refusal } from '../api/types';
import { useWords } from '../context';
import {
    becauseWords,
    candidateWords,
    changeWords,
    decisionWords,
    differenceWords,
} from '../text/explain_words';
import { capitalised } from '../text/words';

export function WhyCard({ refusal }: { refusal: Refusal }) {
    const words = useWords();
    const { t } = words;
    const { explanation: explain, rule_names: names } = refusal;
    if (explain === null) return null;
    const nameOf = (id: number): string => names[id] ?? t.why.rule(id);
    const others = explain.candidates.filter(({ rule }) => rule !== explain.rule?.id);
    return (
        <section class="card why" aria-labelledby="why">
            <h2 id="why">{t.one.why}</h2>
            {explain.action !== null && (
                <p class="why-action">{capitalised(words.name('action', explain.action))}</p>
            )}
            {decisionWords(words, explain).map((sentence) => (
                <p key={sentence}>{sentence}</p>
            ))}
            <Alternatives explain={explain} />
            {explain.would_change_if.length > 0 && (
                <>
                    <h3>{t.why.wouldChange}</h3>
                    <ul class="plain">
                        {explain.would_change_if.map((change) => (
                            <li key={`${change.field}${change.to}${change.rule}`}>
                                {changeWords(words, change)}{' '}
                                <span class="quiet">({nameOf(change.rule)})</span>
                            </li>
                        ))}
                    </ul>
                </>
            )}
            {explain.rejected_destinations.length > 0 && (
                <>
                    <h3>{t.why.rejected}</h3>
                    <ul class="pairs">
                        {explain.rejected_destinations.map(({ facility, because, cost }) => (
                            <li key={facility}>
                                <span>{words.place(facility)}</span>
                                <span class="quiet">
                                    {becauseWords(words, because)}
                                    {cost !== undefined && `, ${words.format.money(cost)}`}
                                </span>
                            </li>
                        ))}
                    </ul>
                </>
            )}
            {others.length > 0 && (
                <details>
                    <summary>
                        {t.why.others} ({others.length})
                    </summary>
                    <ul class="stacked">
                        {others.map((candidate) => (
                            <li key={candidate.rule}>
                                <span>{nameOf(candidate.rule)}</span>
                                <span class="quiet">{candidateWords(words, candidate, nameOf)}</span>
                            </li>
                        ))}
                    </ul>
                </details>
            )}
        </section>
    );
}

function Alternatives({ explain }: { explain: Explain }) {
    const words = useWords();
    const { t, format } = words;
    const { redeliver, return: back, difference } = explain.alternatives ?? {};
    if (redeliver?.cost === undefined || back?.cost === undefined) return null;
    return (
        <>
            <h3>{t.why.alternatives}</h3>
            <ul class="pairs">
                <li>
                    <span>
                        {t.why.return}
                        {back.to !== undefined && `: ${words.place(back.to)}`}
                    </span>
                    <span>{format.money(back.cost)}</span>
                </li>
                <li>
                    <span>{t.why.redeliver}</span>
                    <span>{format.money(redeliver.cost)}</span>
                </li>
            </ul>
            {difference !== undefined && Number(difference) !== 0 && (
                <p class="quiet">{differenceWords(words, difference)}.</p>
            )}
        </>
    );
}
