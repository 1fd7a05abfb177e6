// A shop's scenario: its versions, and the table of rules of one of them.

import { useAction } from '../actions';
import { post } from '../api/client';
import type { Scenario, ScenarioHead } from '../api/types';
import { useCabinet } from '../context';
import { useData, type Loaded } from '../data';
import { go } from '../navigation';
import { Icon } from '../parts/icons';
import { Problem, WithData } from '../parts/loading';
import { ScenarioEditor } from '../parts/scenario_editor';
import { useTitle } from '../parts/title';
import type { Words } from '../text/words';

export function ScenarioPage({ id }: { id: number | null }) {
    const {
        words: { t },
    } = useCabinet();
    useTitle(t.scenario.title);
    const heads = useData<ScenarioHead[]>('/api/scenarios', {});
    return (
        <div class="page wide">
            <WithData loaded={heads}>
                {(versions) => <Versions versions={versions} id={id} heads={heads} />}
            </WithData>
        </div>
    );
}

// The one asked for, else the one in force, else the newest.
function chosenOf(versions: ScenarioHead[], id: number | null): ScenarioHead | undefined {
    const newest = [...versions].sort((a, b) => b.version - a.version);
    if (id !== null) return versions.find((version) => version.scenario_id === id);
    return (
        newest.find(
            ({ status, valid_from: from }) =>
                status === 'active' && (from === null || Date.parse(from) <= Date.now()),
        ) ?? newest[0]
    );
}

export function statusOf({ status, valid_from: from }: Pick<ScenarioHead, 'status' | 'valid_from'>): string {
    return status === 'active' && from !== null && Date.parse(from) > Date.now() ? 'scheduled' : status;
}

function Versions({
    versions,
    id,
    heads,
}: {
    versions: ScenarioHead[];
    id: number | null;
    heads: Loaded<ScenarioHead[]>;
}) {
    const { words } = useCabinet();
    const { t } = words;
    const { busy, error, run } = useAction();
    const chosen = chosenOf(versions, id);
    const draftFrom = (from: number | null): void =>
        void run(async () => {
            const head = await post<ScenarioHead>('/api/scenarios', from === null ? {} : { from });
            heads.reload();
            go(`/scenario/${head.scenario_id}`);
        });
    return (
        <>
            <div class="head-line">
                <h1>{t.scenario.title}</h1>
                {versions.length > 0 && (
                    <label class="inline version-select">
                        <span class="unseen">{t.scenario.versions}</span>
                        <select
                            value={chosen?.scenario_id ?? ''}
                            onChange={(event) => {
                                const wanted = event.currentTarget.value;
                                // Somebody who stays with unsaved changes sees the version that is still
                                // there.
                                event.currentTarget.value = String(chosen?.scenario_id ?? '');
                                go(`/scenario/${wanted}`);
                            }}
                        >
                            {[...versions]
                                .sort((a, b) => b.version - a.version)
                                .map((head) => (
                                    <option key={head.scenario_id} value={head.scenario_id}>
                                        {t.scenario.version(head.version)} — {describe(words, head)}
                                    </option>
                                ))}
                        </select>
                    </label>
                )}
                <button
                    type="button"
                    class="button"
                    disabled={busy}
                    onClick={() => draftFrom(chosen?.scenario_id ?? null)}
                >
                    <Icon name={chosen === undefined ? 'plus' : 'copy'} />{' '}
                    {chosen === undefined ? t.scenario.newDraft : t.scenario.copy}
                </button>
            </div>
            {error !== null && <Problem error={error} />}
            {chosen === undefined ? (
                <p class="quiet empty">{id === null ? t.scenario.noScenario : t.error.notFound}</p>
            ) : (
                <OneVersion key={chosen.scenario_id} id={chosen.scenario_id} heads={heads} />
            )}
        </>
    );
}

function describe(words: Words, head: ScenarioHead): string {
    const status = words.name('status', statusOf(head));
    return head.valid_from === null
        ? status
        : `${status}, ${words.t.scenario.since(words.format.moment(head.valid_from))}`;
}

function OneVersion({ id, heads }: { id: number; heads: Loaded<ScenarioHead[]> }) {
    const loaded = useData<Scenario>(`/api/scenarios/${id}`, {});
    return (
        <WithData loaded={loaded}>
            {(scenario) => (
                <ScenarioEditor
                    scenario={scenario}
                    onScenario={(next) => {
                        loaded.set(next);
                        heads.reload();
                    }}
                    onGone={() => {
                        heads.reload();
                        go('/scenario');
                    }}
                />
            )}
        </WithData>
    );
}
