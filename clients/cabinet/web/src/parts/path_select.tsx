type Props = {
    label: string;
    value: string;
    paths: string[];
    name: (path: string) => string;
    none: string;
    onChange: (path: string) => void;
};

// A node of a tree, which stands for all below it. Ancestors that nothing is at are offered, too.
export function PathSelect({ label, value, paths, name, none, onChange }: Props) {
    const nodes = withAncestors(value === '' ? paths : [...paths, value]);
    return (
        <label class="field">
            <span>{label}</span>
            <select value={value} onChange={(event) => onChange(event.currentTarget.value)}>
                <option value="">{none}</option>
                {nodes.map((path) => (
                    <option key={path} value={path}>
                        {'\u2003'.repeat(path.split('.').length - 1) + name(path)}
                    </option>
                ))}
            </select>
        </label>
    );
}

export function withAncestors(paths: string[]): string[] {
    const nodes = new Set<string>();
    for (const path of paths) {
        const parts = path.split('.');
        parts.forEach((_, index) => nodes.add(parts.slice(0, index + 1).join('.')));
    }
    return [...nodes].sort();
}
