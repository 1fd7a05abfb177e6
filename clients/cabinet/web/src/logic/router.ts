// The page's address is its state: a path, and a query for filters.

export type Page =
    | { name: 'today' }
    | { name: 'refusals'; query: URLSearchParams }
    | { name: 'refusal'; id: number }
    | { name: 'scenario'; id: number | null }
    | { name: 'figures'; query: URLSearchParams }
    | { name: 'nowhere' };

export function pageAt(path: string, search: string): Page {
    const query = new URLSearchParams(search);
    if (path === '/') return { name: 'today' };
    if (path === '/refusals') return { name: 'refusals', query };
    if (path === '/scenario') return { name: 'scenario', id: null };
    if (path === '/figures') return { name: 'figures', query };
    const numbered = /^\/(refusals|scenario)\/([0-9]{1,15})$/.exec(path);
    if (numbered !== null) {
        const id = Number(numbered[2]);
        return numbered[1] === 'refusals' ? { name: 'refusal', id } : { name: 'scenario', id };
    }
    return { name: 'nowhere' };
}
