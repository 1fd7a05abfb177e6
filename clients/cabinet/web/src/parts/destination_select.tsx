import { useWords } from '../context';

// Without a choice the planner takes the cheapest of the rule's own.
export function DestinationSelect({ value, onChange }: { value: string; onChange: (code: string) => void }) {
    const words = useWords();
    const kinds = new Map<string, { code: string; name: string }[]>();
    for (const { code, name, kind } of words.vocabulary.destinations)
        kinds.set(kind, [...(kinds.get(kind) ?? []), { code, name }]);
    return (
        <label class="field">
            <span>{words.t.decide.destination}</span>
            <select
                name="destination"
                value={value}
                onChange={(event) => onChange(event.currentTarget.value)}
            >
                <option value="">{words.t.decide.cheapest}</option>
                {[...kinds].map(([kind, places]) => (
                    <optgroup key={kind} label={words.name('kind', kind)}>
                        {places.map(({ code, name }) => (
                            <option key={code} value={code}>
                                {name}
                            </option>
                        ))}
                    </optgroup>
                ))}
            </select>
        </label>
    );
}
