import type { Line } from '../api/types';
import { useWords } from '../context';

export function LinesCard({ lines }: { lines: Line[] }) {
    const words = useWords();
    const { t, format } = words;
    if (lines.length === 0) return null;
    const columns = (['accepted', 'refused', 'received', 'damaged', 'surplus', 'wrong_item'] as const).filter(
        (key) => key === 'refused' || lines.some((line) => (line[key] ?? 0) > 0),
    );
    const heads = { ...t.one.line, wrong_item: t.one.line.wrong };
    const anyResult = lines.some((line) => line.results.length > 0);
    return (
        <section class="card" aria-labelledby="lines">
            <h2 id="lines">{t.one.lines}</h2>
            <div class="scroll-x">
                <table class="data">
                    <thead>
                        <tr>
                            <th scope="col">{t.one.line.sku}</th>
                            <th scope="col" class="num">
                                {t.one.line.price}
                            </th>
                            <th scope="col" class="num">
                                {t.one.line.shipped}
                            </th>
                            {columns.map((key) => (
                                <th key={key} scope="col" class="num">
                                    {heads[key]}
                                </th>
                            ))}
                            {anyResult && <th scope="col">{t.one.line.result}</th>}
                        </tr>
                    </thead>
                    <tbody>
                        {lines.map((line) => (
                            <tr key={line.line_no}>
                                <td>{line.sku}</td>
                                <td class="num">{format.money(line.unit_price)}</td>
                                <td class="num">{line.quantity}</td>
                                {columns.map((key) => (
                                    <td key={key} class="num">
                                        {line[key] ?? '—'}
                                    </td>
                                ))}
                                {anyResult && (
                                    <td>
                                        {line.results.map((result) => (
                                            <p key={result.part} class="result">
                                                {result.quantity} ×{' '}
                                                {words.name('disposition', result.disposition)}
                                                <span class="quiet">
                                                    {[result.grade, result.location, result.document]
                                                        .filter((part) => part !== null)
                                                        .map((part) => ` · ${part}`)
                                                        .join('')}
                                                    {result.repacked_at !== null && ` · ${t.one.repacked}`}
                                                </span>
                                            </p>
                                        ))}
                                    </td>
                                )}
                            </tr>
                        ))}
                    </tbody>
                </table>
            </div>
        </section>
    );
}
