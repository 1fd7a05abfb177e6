import { useRef, useState } from 'preact/hooks';
import { useAway } from './away';

type Props = {
    label: string;
    options: { value: string; text: string }[];
    chosen: string[];
    none: string;
    onChange: (chosen: string[]) => void;
};

// Several of many: a button that says what was chosen, and a list of boxes under it.
export function MultiSelect({ label, options, chosen, none, onChange }: Props) {
    const [open, setOpen] = useState(false);
    const box = useRef<HTMLDivElement>(null);
    const button = useRef<HTMLButtonElement>(null);
    useAway(box, open, () => setOpen(false));
    const texts = options.filter(({ value }) => chosen.includes(value)).map(({ text }) => text);
    const toggle = (value: string, on: boolean): void => {
        onChange(on ? [...chosen, value] : chosen.filter((other) => other !== value));
    };
    return (
        <div
            class="field multi"
            ref={box}
            onKeyDown={(event) => {
                if (event.key !== 'Escape' || !open) return;
                // A dialog around it stays.
                event.preventDefault();
                setOpen(false);
                button.current?.focus();
            }}
        >
            <span>{label}</span>
            <button
                type="button"
                class="select"
                ref={button}
                aria-expanded={open}
                aria-label={`${label}: ${texts.join(', ') || none}`}
                onClick={() => setOpen(!open)}
            >
                {texts.length === 0
                    ? none
                    : texts.length === 1
                      ? texts[0]
                      : `${texts[0]} +${texts.length - 1}`}
            </button>
            {open && (
                <div class="multi-panel" role="group" aria-label={label}>
                    {options.map(({ value, text }) => (
                        <label key={value} class="choice">
                            <input
                                type="checkbox"
                                checked={chosen.includes(value)}
                                onChange={(event) => toggle(value, event.currentTarget.checked)}
                            />
                            {text}
                        </label>
                    ))}
                </div>
            )}
        </div>
    );
}
