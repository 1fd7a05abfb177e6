// The rules of a scenario, each in words, with what was found wrong beside it.

import type { Finding } from '../api/types';
import { useWords } from '../context';
import type { Drafted } from '../logic/rules';
import { conditionsOf, outcomeOf } from '../text/rule_words';
import { capitalised } from '../text/words';
import { FindingItem } from './finding';
import { Icon } from './icons';

type Props = {
    rules: Drafted[];
    findings: Finding[];
    editable: boolean;
    nameOf: (id: number) => string;
    onRank: (key: string, rank: number | null) => void;
    onMove: (key: string, step: -1 | 1) => void;
    onCopy: (key: string) => void;
    onDelete: (key: string) => void;
    onEdit: (rule: Drafted) => void;
};

export function RulesTable({ rules, findings, editable, nameOf, ...on }: Props) {
    const { t } = useWords();
    return (
        <table class="rules">
            <thead>
                <tr>
                    <th scope="col" class="rank" title={t.scenario.rankHelp}>
                        {t.scenario.rank}
                    </th>
                    <th scope="col">{t.scenario.name}</th>
                    <th scope="col">{t.scenario.when}</th>
                    <th scope="col">{t.scenario.then}</th>
                    {editable && (
                        <th scope="col">
                            <span class="unseen">{t.one.more}</span>
                        </th>
                    )}
                </tr>
            </thead>
            <tbody>
                {rules.map((rule, index) => {
                    const mine = findings.filter(
                        (finding) => rule.rule_id !== undefined && isAbout(finding, rule.rule_id),
                    );
                    return (
                        <tr
                            key={rule.key}
                            class={mine.some(({ severity }) => severity === 'error') ? 'with-error' : ''}
                            data-rule={rule.name}
                        >
                            <td class="rank">
                                {editable ? (
                                    <input
                                        type="number"
                                        aria-label={`${t.scenario.rank}: ${rule.name}`}
                                        value={rule.rank ?? ''}
                                        onChange={(event) =>
                                            on.onRank(
                                                rule.key,
                                                event.currentTarget.value === ''
                                                    ? null
                                                    : Number(event.currentTarget.value),
                                            )
                                        }
                                    />
                                ) : (
                                    (rule.rank ?? '—')
                                )}
                            </td>
                            <td class="rule-name">
                                {editable ? (
                                    <button type="button" class="link-button" onClick={() => on.onEdit(rule)}>
                                        {rule.name}
                                    </button>
                                ) : (
                                    rule.name
                                )}
                                {mine.length > 0 && (
                                    <ul class="plain rule-findings">
                                        {mine.map((finding, at) => (
                                            <FindingItem
                                                key={at}
                                                finding={finding}
                                                nameOf={nameOf}
                                                {...(rule.rule_id === undefined
                                                    ? {}
                                                    : { beside: rule.rule_id })}
                                            />
                                        ))}
                                    </ul>
                                )}
                            </td>
                            <td class="rule-when">
                                <When rule={rule} />
                            </td>
                            <td class="rule-then">
                                <Then rule={rule} />
                            </td>
                            {editable && (
                                <td class="rule-buttons">
                                    <IconButton
                                        icon="up"
                                        label={`${t.scenario.up}: ${rule.name}`}
                                        disabled={index === 0}
                                        onClick={() => on.onMove(rule.key, -1)}
                                    />
                                    <IconButton
                                        icon="down"
                                        label={`${t.scenario.down}: ${rule.name}`}
                                        disabled={index === rules.length - 1}
                                        onClick={() => on.onMove(rule.key, 1)}
                                    />
                                    <IconButton
                                        icon="edit"
                                        label={`${t.scenario.edit}: ${rule.name}`}
                                        onClick={() => on.onEdit(rule)}
                                    />
                                    <IconButton
                                        icon="copy"
                                        label={`${t.scenario.duplicate}: ${rule.name}`}
                                        onClick={() => on.onCopy(rule.key)}
                                    />
                                    <IconButton
                                        icon="trash"
                                        label={`${t.scenario.delete}: ${rule.name}`}
                                        onClick={() => on.onDelete(rule.key)}
                                    />
                                </td>
                            )}
                        </tr>
                    );
                })}
            </tbody>
        </table>
    );
}

// A contradiction is of both rules; that a rule never wins is of the one, and the other is only named.
function isAbout({ finding, rule_a: a, rule_b: b }: Finding, rule: number): boolean {
    return a === rule || (b === rule && (finding === 'conflict' || finding === 'overlap'));
}

type IconButtonProps = {
    icon: 'up' | 'down' | 'edit' | 'copy' | 'trash';
    label: string;
    disabled?: boolean;
    onClick: () => void;
};

function IconButton({ icon, label, disabled = false, onClick }: IconButtonProps) {
    return (
        <button
            type="button"
            class="icon-button"
            aria-label={label}
            title={label}
            disabled={disabled}
            onClick={onClick}
        >
            <Icon name={icon} />
        </button>
    );
}

function When({ rule }: { rule: Drafted }) {
    const words = useWords();
    const conditions = conditionsOf(rule, words);
    if (conditions.length === 0) return <span class="quiet">{words.t.scenario.everything}</span>;
    return (
        <ul class="conditions">
            {conditions.map(({ field, text }) => (
                <li key={field}>
                    <span class="quiet">{words.name('field', field)}</span> {text}
                </li>
            ))}
        </ul>
    );
}

function Then({ rule }: { rule: Drafted }) {
    const words = useWords();
    return (
        <>
            <b>{capitalised(words.name('action', rule.action))}</b>
            {outcomeOf(rule, words).map((part) => (
                <span key={part} class="then-part">
                    , {part}
                </span>
            ))}
        </>
    );
}
