// One version of a scenario. A draft can be edited, saved, tried on the past and put into force; what was in
// force once can only be read.

import { useEffect, useState } from 'preact/hooks';
import { useAction } from '../actions';
import { put, remove } from '../api/client';
import type { Finding, Scenario } from '../api/types';
import { useCabinet } from '../context';
import { byRank, copied, drafted, emptyRule, forServer, moved, type Drafted } from '../logic/rules';
import { guardLeaving } from '../navigation';
import { ActivateDialog } from './activate_dialog';
import { Dialog } from './dialog';
import { FindingItem } from './finding';
import { Icon } from './icons';
import { Problem } from './loading';
import { RuleDialog } from './rule_dialog';
import { RulesTable } from './rules_table';
import { SimulationCard } from './simulation_card';

type Props = { scenario: Scenario; onScenario: (scenario: Scenario) => void; onGone: () => void };
type Open =
    | { kind: 'rule'; rule: Drafted; isNew: boolean }
    | { kind: 'activate' }
    | { kind: 'delete' }
    | null;

export function ScenarioEditor({ scenario, onScenario, onGone }: Props) {
    const { words, notify } = useCabinet();
    const { t } = words;
    const [rules, setRules] = useState<Drafted[]>(() => drafted(scenario));
    const [dirty, setDirty] = useState(false);
    const [open, setOpen] = useState<Open>(null);
    const { busy, error, run } = useAction();
    const editable = scenario.status === 'draft';
    useEffect(() => {
        setRules(drafted(scenario));
        setDirty(false);
    }, [scenario]);
    useLeaveGuard(dirty, t.scenario.leave);

    const change = (next: Drafted[]): void => {
        setRules(byRank(next));
        setDirty(true);
    };
    const save = (): void =>
        void run(async () => {
            const saved = await put<Scenario>(`/api/scenarios/${scenario.scenario_id}/rules`, {
                rules: forServer(rules),
            });
            notify({ kind: 'done', text: t.scenario.saved });
            onScenario(saved);
        });
    const store = (rule: Drafted, isNew: boolean): void => {
        change(isNew ? [...rules, rule] : rules.map((other) => (other.key === rule.key ? rule : other)));
        setOpen(null);
    };
    const general = scenario.findings.filter(({ rule_a: a, rule_b: b }) => a === null && b === null);
    return (
        <>
            {!editable && <p class="note">{t.scenario.notEditable}</p>}
            <div class="scenario-bar">
                <Summary findings={scenario.findings} rules={rules.length} />
                {dirty && (
                    <span class="unsaved" role="status">
                        {t.scenario.unsaved}
                    </span>
                )}
                {editable && (
                    <span class="buttons">
                        <button
                            type="button"
                            class="button"
                            onClick={() =>
                                setOpen({
                                    kind: 'rule',
                                    rule: emptyRule(t.scenario.newRule, rules),
                                    isNew: true,
                                })
                            }
                        >
                            <Icon name="plus" /> {t.scenario.add}
                        </button>
                        {dirty && (
                            <button
                                type="button"
                                class="button"
                                onClick={() => {
                                    setRules(drafted(scenario));
                                    setDirty(false);
                                }}
                            >
                                {t.scenario.discard}
                            </button>
                        )}
                        <button
                            type="button"
                            class={`button ${dirty ? 'primary' : ''}`}
                            disabled={busy || !dirty}
                            onClick={save}
                        >
                            {t.scenario.save}
                        </button>
                        <button
                            type="button"
                            class={`button ${dirty ? '' : 'primary'}`}
                            disabled={dirty || scenario.errors > 0}
                            title={
                                dirty
                                    ? t.scenario.needsSave
                                    : scenario.errors > 0
                                      ? t.scenario.hasErrors
                                      : undefined
                            }
                            onClick={() => setOpen({ kind: 'activate' })}
                        >
                            {t.scenario.activate}
                        </button>
                        <button
                            type="button"
                            class="icon-button"
                            aria-label={t.scenario.deleteDraft}
                            title={t.scenario.deleteDraft}
                            onClick={() => setOpen({ kind: 'delete' })}
                        >
                            <Icon name="trash" />
                        </button>
                    </span>
                )}
            </div>
            {error !== null && <Problem error={error} onRetry={save} />}
            {general.length > 0 && (
                <section class="card findings" aria-label={t.scenario.of}>
                    <ul class="plain">
                        {general.map((finding, index) => (
                            <FindingItem
                                key={index}
                                finding={finding}
                                nameOf={(id) => nameIn(scenario, id)}
                            />
                        ))}
                    </ul>
                </section>
            )}
            <RulesTable
                rules={rules}
                findings={scenario.findings}
                editable={editable}
                nameOf={(id) => nameIn(scenario, id)}
                onRank={(key, rank) =>
                    change(rules.map((rule) => (rule.key === key ? { ...rule, rank } : rule)))
                }
                onMove={(key, step) => change(moved(rules, key, step))}
                onCopy={(key) => change(copied(rules, key, (name) => `${name} (2)`))}
                onDelete={(key) => change(rules.filter((rule) => rule.key !== key))}
                onEdit={(rule) => setOpen({ kind: 'rule', rule, isNew: false })}
            />
            <SimulationCard scenario={scenario} stale={dirty} />
            {open?.kind === 'rule' && (
                <RuleDialog
                    rule={open.rule}
                    known={rules}
                    onClose={() => setOpen(null)}
                    onDone={(rule) => store(rule, open.isNew)}
                />
            )}
            {open?.kind === 'activate' && (
                <ActivateDialog
                    scenario={scenario}
                    onClose={() => setOpen(null)}
                    onDone={(active) => {
                        setOpen(null);
                        onScenario(active);
                    }}
                />
            )}
            {open?.kind === 'delete' && (
                <DeleteDialog id={scenario.scenario_id} onClose={() => setOpen(null)} onGone={onGone} />
            )}
        </>
    );
}

const nameIn = (scenario: Scenario, id: number): string =>
    scenario.rules.find((rule) => rule.rule_id === id)?.name ?? String(id);

function Summary({ findings, rules }: { findings: Finding[]; rules: number }) {
    const { t } = useCabinet().words;
    const errors = findings.filter(({ severity }) => severity === 'error').length;
    const warnings = findings.length - errors;
    return (
        <p class="summary">
            <span>{t.scenario.count(rules)}</span>
            {errors > 0 && (
                <span class="has-errors">
                    <Icon name="error" /> {t.scenario.errors(errors)}
                </span>
            )}
            {warnings > 0 && (
                <span class="has-warnings">
                    <Icon name="warning" /> {t.scenario.warnings(warnings)}
                </span>
            )}
            {findings.length === 0 && (
                <span class="is-clean">
                    <Icon name="done" /> {t.scenario.clean}
                </span>
            )}
        </p>
    );
}

function useLeaveGuard(dirty: boolean, question: string): void {
    useEffect(() => {
        if (!dirty) return undefined;
        const stop = guardLeaving(() => window.confirm(question));
        const ask = (event: BeforeUnloadEvent): void => event.preventDefault();
        window.addEventListener('beforeunload', ask);
        return () => {
            stop();
            window.removeEventListener('beforeunload', ask);
        };
    }, [dirty, question]);
}

function DeleteDialog({ id, onClose, onGone }: { id: number; onClose: () => void; onGone: () => void }) {
    const { t } = useCabinet().words;
    const { busy, error, run } = useAction();
    return (
        <Dialog title={t.scenario.deleteDraft} onClose={onClose}>
            <form
                onSubmit={(event) => {
                    event.preventDefault();
                    void run(async () => {
                        await remove(`/api/scenarios/${id}`);
                        onGone();
                    });
                }}
            >
                <p>{t.scenario.deleteSure}</p>
                {error !== null && <Problem error={error} />}
                <div class="dialog-buttons">
                    <button type="button" class="button" onClick={onClose}>
                        {t.common.cancel}
                    </button>
                    <button class="button primary danger" disabled={busy}>
                        {t.scenario.delete}
                    </button>
                </div>
            </form>
        </Dialog>
    );
}
