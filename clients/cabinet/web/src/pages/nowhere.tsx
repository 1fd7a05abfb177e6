import { useWords } from '../context';

export function Nowhere() {
    const { t } = useWords();
    return (
        <div class="page">
            <h1>{t.error.notFound}</h1>
            <p>
                <a href="/">{t.nav.today}</a>
            </p>
        </div>
    );
}
