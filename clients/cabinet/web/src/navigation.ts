// Moving between pages without loading one.

import { useEffect, useState } from 'preact/hooks';
import { pageAt, type Page } from './logic/router';

const moved = 'cabinet:moved';
let leaveAllowed: () => boolean = () => true;

// A page with something unsaved asks before it is left.
export function guardLeaving(allowed: () => boolean): () => void {
    leaveAllowed = allowed;
    return () => {
        leaveAllowed = () => true;
    };
}

export function go(address: string): void {
    if (!leaveAllowed()) return;
    history.pushState(null, '', address);
    window.dispatchEvent(new Event(moved));
    window.scrollTo(0, 0);
}

// The same page under another address: filters that change while somebody types are not a step to go back.
export function rewrite(address: string): void {
    history.replaceState(null, '', address);
    window.dispatchEvent(new Event(moved));
}

// Links are real ones; a plain click on one to this page goes without the server.
export function followLinks(event: MouseEvent): void {
    if (
        event.defaultPrevented ||
        event.button !== 0 ||
        event.metaKey ||
        event.ctrlKey ||
        event.shiftKey ||
        event.altKey
    )
        return;
    const link = (event.target as Element).closest('a');
    if (
        link === null ||
        link.origin !== location.origin ||
        link.target !== '' ||
        link.hasAttribute('download')
    )
        return;
    if (link.pathname.startsWith('/api/')) return;
    event.preventDefault();
    if (link.hash !== '' && link.pathname === location.pathname)
        document.querySelector<HTMLElement>(link.hash)?.focus();
    else go(link.pathname + link.search);
}

export function usePage(): Page {
    const [page, setPage] = useState(() => pageAt(location.pathname, location.search));
    useEffect(() => {
        const look = (): void => setPage(pageAt(location.pathname, location.search));
        window.addEventListener('popstate', look);
        window.addEventListener(moved, look);
        return () => {
            window.removeEventListener('popstate', look);
            window.removeEventListener(moved, look);
        };
    }, []);
    return page;
}
