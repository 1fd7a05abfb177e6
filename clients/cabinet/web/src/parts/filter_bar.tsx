// The filters above the list. What is chosen is in the page's address, so a link or a reload shows the same.

import { useEffect, useRef, useState } from 'preact/hooks';
import { useCabinet } from '../context';
import { isFiltered, noFilters, type Filters, type Sort } from '../logic/filters';
import { questionFor } from '../list_data';
import { Icon } from './icons';
import { MultiSelect } from './menu';
import { PathSelect } from './path_select';

type Props = { filters: Filters; onChange: (filters: Filters) => void };

// While somebody types, the list waits for the end of the word.
const typingPause = 250;

export function FilterBar({ filters, onChange }: Props) {
    const { session, words } = useCabinet();
    const { t, vocabulary } = words;
    const [open, setOpen] = useState(false);
    const search = useRef<HTMLInputElement>(null);
    const set = (change: Partial<Filters>): void => onChange({ ...filters, ...change });
    useEffect(() => {
        const slash = (event: KeyboardEvent): void => {
            const target = event.target as HTMLElement;
            if (event.key !== '/' || target.closest('input, textarea, select, dialog') !== null) return;
            event.preventDefault();
            search.current?.focus();
            search.current?.select();
        };
        document.addEventListener('keydown', slash);
        return () => document.removeEventListener('keydown', slash);
    }, []);
    const more = isFiltered({ ...filters, search: '', open: false, waiting: false });
    return (
        <div class="filters" role="search">
            <div class="filters-line">
                <label class="search">
                    <Icon name="search" />
                    <span class="unseen">{t.list.search}</span>
                    <TypedInput
                        inputRef={search}
                        type="search"
                        placeholder={`${t.list.search} ( / )`}
                        value={filters.search}
                        onChange={(value) => set({ search: value })}
                    />
                </label>
                <Toggle on={filters.waiting} text={t.list.waiting} onChange={(waiting) => set({ waiting })} />
                <Toggle on={filters.open} text={t.list.open} onChange={(only) => set({ open: only })} />
                <button
                    type="button"
                    class={`button small ${more ? 'on' : ''}`}
                    aria-expanded={open}
                    onClick={() => setOpen(!open)}
                >
                    <Icon name="filter" /> {t.list.filters}
                </button>
                {isFiltered(filters) && (
                    <button type="button" class="link-button" onClick={() => onChange(noFilters)}>
                        {t.list.reset}
                    </button>
                )}
                <span class="filters-end">
                    <label class="inline">
                        <span class="unseen">{t.list.sort}</span>
                        <select
                            value={filters.sort}
                            onChange={(event) => set({ sort: event.currentTarget.value as Sort })}
                        >
                            {(['recorded_at', 'cost', 'deadline', 'number'] as const).map((sort) => (
                                <option key={sort} value={sort}>
                                    {t.list.sorts[sort]}
                                </option>
                            ))}
                        </select>
                    </label>
                    <button
                        type="button"
                        class="icon-button"
                        aria-label={filters.descending ? t.list.descending : t.list.ascending}
                        title={filters.descending ? t.list.descending : t.list.ascending}
                        onClick={() => set({ descending: !filters.descending })}
                    >
                        <Icon name={filters.descending ? 'down' : 'up'} />
                    </button>
                    <a
                        class="icon-button"
                        aria-label={t.list.csv}
                        title={t.list.csv}
                        download
                        href={`/api/refusals.csv?${questionFor(filters, session.shop.timezone).toString()}`}
                    >
                        <Icon name="download" />
                    </a>
                </span>
            </div>
            {open && (
                <div class="filters-panel">
                    <MultiSelect
                        label={t.list.state}
                        none={t.common.all}
                        chosen={filters.state}
                        onChange={(state) => set({ state })}
                        options={vocabulary.states.map(({ state }) => ({
                            value: state,
                            text: words.state(state),
                        }))}
                    />
                    <PathSelect
                        label={t.list.reason}
                        value={filters.reason}
                        paths={vocabulary.reasons.map(({ code }) => code)}
                        name={(code) => words.reason(code)}
                        none={t.common.all}
                        onChange={(reason) => set({ reason })}
                    />
                    <PathSelect
                        label={t.list.region}
                        value={filters.region}
                        paths={vocabulary.regions}
                        name={(path) => words.path(path.slice(path.lastIndexOf('.') + 1))}
                        none={t.common.all}
                        onChange={(region) => set({ region })}
                    />
                    <MultiSelect
                        label={t.list.courier}
                        none={t.common.all}
                        chosen={filters.courier}
                        onChange={(courier) => set({ courier })}
                        options={vocabulary.couriers.map((courier) => ({ value: courier, text: courier }))}
                    />
                    <label class="field">
                        <span>{t.list.since}</span>
                        <input
                            type="date"
                            value={filters.since}
                            onChange={(event) => set({ since: event.currentTarget.value })}
                        />
                    </label>
                    <label class="field">
                        <span>{t.list.until}</span>
                        <input
                            type="date"
                            value={filters.until}
                            onChange={(event) => set({ until: event.currentTarget.value })}
                        />
                    </label>
                    <label class="field">
                        <span>{t.list.costFrom}</span>
                        <TypedInput
                            type="number"
                            value={filters.cost_from}
                            onChange={(value) => set({ cost_from: value })}
                        />
                    </label>
                    <label class="field">
                        <span>{t.list.costTo}</span>
                        <TypedInput
                            type="number"
                            value={filters.cost_to}
                            onChange={(value) => set({ cost_to: value })}
                        />
                    </label>
                </div>
            )}
        </div>
    );
}

function Toggle({ on, text, onChange }: { on: boolean; text: string; onChange: (on: boolean) => void }) {
    return (
        <button
            type="button"
            class={`button small ${on ? 'on' : ''}`}
            aria-pressed={on}
            onClick={() => onChange(!on)}
        >
            {text}
        </button>
    );
}

type TypedProps = {
    type: 'search' | 'number';
    value: string;
    placeholder?: string;
    inputRef?: preact.RefObject<HTMLInputElement>;
    onChange: (value: string) => void;
};

function TypedInput({ type, value, placeholder, inputRef, onChange }: TypedProps) {
    const [text, setText] = useState(value);
    const timer = useRef<number | undefined>(undefined);
    const latest = useRef(onChange);
    latest.current = onChange;
    useEffect(() => setText(value), [value]);
    useEffect(() => () => window.clearTimeout(timer.current), []);
    return (
        <input
            ref={inputRef ?? null}
            type={type}
            min={type === 'number' ? 0 : undefined}
            placeholder={placeholder}
            value={text}
            onInput={(event) => {
                const typed = event.currentTarget.value;
                setText(typed);
                window.clearTimeout(timer.current);
                timer.current = window.setTimeout(() => latest.current(typed.trim()), typingPause);
            }}
        />
    );
}
