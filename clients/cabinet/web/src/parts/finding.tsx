import type { Finding } from '../api/types';
import { useWords } from '../context';
import { witnessWords } from '../text/explain_words';
import { Icon } from './icons';

type Props = { finding: Finding; beside?: number; nameOf: (id: number) => string };

// What is wrong, and one refusal that shows it. The database's own sentence says more, to whoever asks.
export function FindingItem({ finding, beside, nameOf }: Props) {
    const words = useWords();
    const { t } = words;
    const other = [finding.rule_a, finding.rule_b].find((id) => id !== null && id !== beside);
    return (
        <li class={`finding ${finding.severity}`} title={finding.message}>
            <Icon name={finding.severity === 'error' ? 'error' : 'warning'} />
            <span>
                {words.name('finding', finding.finding)}
                {other != null && beside !== undefined && `: ${nameOf(other)}`}.
                {finding.witness !== null && (
                    <span class="quiet witness">
                        {' '}
                        {t.scenario.example}: {witnessWords(words, finding.witness)}
                    </span>
                )}
            </span>
        </li>
    );
}
