// Horizontal bars with their numbers beside them: a list that can be read aloud as it is.

export type Bar = { key: string; name: string; value: number; text: string; note?: string; href?: string };

export function Bars({ bars, label }: { bars: Bar[]; label: string }) {
    const most = Math.max(...bars.map((bar) => bar.value), 0);
    return (
        <ul class="bars" aria-label={label}>
            {bars.map(({ key, name, value, text, note, href }) => (
                <li key={key}>
                    <span class="bar-name">{href === undefined ? name : <a href={href}>{name}</a>}</span>
                    <span class="bar-value">
                        {text}
                        {note !== undefined && <span class="quiet"> {note}</span>}
                    </span>
                    {value > 0 && (
                        <span class="bar-track" aria-hidden="true">
                            <span class="bar-fill" style={{ width: `${(value / most) * 100}%` }} />
                        </span>
                    )}
                </li>
            ))}
        </ul>
    );
}
