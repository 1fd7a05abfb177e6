// The inputs of a rule's form. An empty one is null: a condition that matches everything, an outcome that
// says nothing.

import { useId, useState } from 'preact/hooks';
import { useWords } from '../context';
import { durationOf, inUnits, units, type Unit } from '../text/duration';

type SelectProps = {
    label: string;
    field: string;
    value: string | null;
    options: string[];
    none?: string;
    name: (value: string) => string;
    onChange: (value: string | null) => void;
};

export function Select({ label, field, value, options, none, name, onChange }: SelectProps) {
    const all = value === null || options.includes(value) ? options : [value, ...options];
    return (
        <label class="field">
            <span>{label}</span>
            <select
                name={field}
                value={value ?? ''}
                onChange={(event) => onChange(event.currentTarget.value || null)}
            >
                {none !== undefined && <option value="">{none}</option>}
                {all.map((option) => (
                    <option key={option} value={option}>
                        {name(option)}
                    </option>
                ))}
            </select>
        </label>
    );
}

type CodeProps = {
    label: string;
    value: string | null;
    known: string[];
    none: string;
    onChange: (value: string | null) => void;
};

export function CodeInput({ label, value, known, none, onChange }: CodeProps) {
    const list = useId();
    return (
        <label class="field">
            <span>{label}</span>
            <input
                list={known.length > 0 ? list : undefined}
                spellcheck={false}
                placeholder={none}
                value={value ?? ''}
                onInput={(event) => onChange(event.currentTarget.value.trim() || null)}
            />
            {known.length > 0 && (
                <datalist id={list}>
                    {known.map((code) => (
                        <option key={code} value={code} />
                    ))}
                </datalist>
            )}
        </label>
    );
}

export function NumberInput({
    label,
    value,
    min,
    onChange,
}: {
    label: string;
    value: number | null;
    min?: number;
    onChange: (value: number | null) => void;
}) {
    return (
        <label class="field">
            <span>{label}</span>
            <input
                type="number"
                step="1"
                min={min}
                value={value ?? ''}
                onInput={(event) =>
                    onChange(event.currentTarget.value === '' ? null : Number(event.currentTarget.value))
                }
            />
        </label>
    );
}

type RangeProps = {
    label: string;
    from: string | number | null;
    to: string | number | null;
    step: string;
    onChange: (from: string | null, to: string | null) => void;
};

export function RangeInput({ label, from, to, step, onChange }: RangeProps) {
    const { t } = useWords();
    const text = (value: string | number | null): string | null => (value === null ? null : String(value));
    return (
        <div class="field range-field" role="group" aria-label={label}>
            <span>{label}</span>
            <div class="range">
                <input
                    type="number"
                    min="0"
                    step={step}
                    placeholder={t.rule.from}
                    aria-label={`${label} ${t.rule.from}`}
                    value={from ?? ''}
                    onInput={(event) => onChange(event.currentTarget.value || null, text(to))}
                />
                <input
                    type="number"
                    min="0"
                    step={step}
                    placeholder={t.rule.to}
                    aria-label={`${label} ${t.rule.to}`}
                    value={to ?? ''}
                    onInput={(event) => onChange(text(from), event.currentTarget.value || null)}
                />
            </div>
        </div>
    );
}

// What is no whole number of minutes, hours or days keeps the words it has.
export function DurationInput({
    label,
    value,
    onChange,
}: {
    label: string;
    value: string | null;
    onChange: (value: string | null) => void;
}) {
    const { t } = useWords();
    const known = value === null ? null : inUnits(value);
    const [unit, setUnit] = useState<Unit>(known?.unit ?? 'H');
    const count = known === null ? '' : String(known.count);
    const names: Record<Unit, string> = {
        S: t.rule.seconds,
        M: t.rule.minutes,
        H: t.rule.hours,
        D: t.rule.days,
    };
    const change = (text: string, chosen: Unit): void => {
        setUnit(chosen);
        onChange(text === '' ? null : durationOf(Number(text), chosen));
    };
    return (
        <div class="field" role="group" aria-label={label}>
            <span>{label}</span>
            <div class="range">
                <input
                    type="number"
                    min="1"
                    step="1"
                    aria-label={label}
                    value={count}
                    onInput={(event) => change(event.currentTarget.value, unit)}
                />
                <select
                    aria-label={`${label}, ${names[unit]}`}
                    value={unit}
                    onChange={(event) => change(count, event.currentTarget.value as Unit)}
                >
                    {(unit === 'S' ? ['S' as const, ...units] : units).map((choice) => (
                        <option key={choice} value={choice}>
                            {names[choice]}
                        </option>
                    ))}
                </select>
            </div>
        </div>
    );
}

// A share in the database, per cent for people.
export function ShareInput({
    label,
    value,
    onChange,
}: {
    label: string;
    value: string | null;
    onChange: (value: string) => void;
}) {
    const [text, setText] = useState(
        value === null || Number(value) === 0 ? '' : String(Number((Number(value) * 100).toFixed(6))),
    );
    return (
        <label class="field">
            <span>{label}</span>
            <input
                type="number"
                min="0"
                max="100"
                step="any"
                value={text}
                onInput={(event) => {
                    setText(event.currentTarget.value);
                    onChange((Number(event.currentTarget.value) / 100).toFixed(8));
                }}
            />
        </label>
    );
}
