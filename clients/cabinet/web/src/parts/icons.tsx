// Line drawings of our own, one path each.

const paths = {
    today: 'M4 5h16v15H4zM4 9h16M8 3v4M16 3v4M8 13h3v3H8z',
    refusals: 'M20 8H9a5 5 0 0 0 0 10h11M12 4 8 8l4 4',
    scenario: 'M6 4v16M6 7h9l-2 3 2 3H6M18 6v12M14 18h8',
    figures: 'M5 20V11M12 20V4M19 20v-6',
    search: 'M10.5 4a6.5 6.5 0 1 1 0 13 6.5 6.5 0 0 1 0-13zM15.5 15.5 21 21',
    filter: 'M4 6h16M7 12h10M10 18h4',
    back: 'M14 5l-7 7 7 7',
    up: 'M6 15l6-6 6 6',
    down: 'M6 9l6 6 6-6',
    copy: 'M8 8h12v12H8zM4 16V4h12',
    trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
    edit: 'M4 20l1-5L16 4l4 4L9 19z',
    plus: 'M12 5v14M5 12h14',
    download: 'M12 4v11M7 11l5 5 5-5M5 20h14',
    warning: 'M12 4 2.5 20h19zM12 10v5M12 17.5v.5',
    error: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 8v5M12 15.5v.5',
    done: 'M5 12.5l4.5 4.5L19 7.5',
    close: 'M6 6l12 12M18 6 6 18',
    clock: 'M12 3a9 9 0 1 1 0 18 9 9 0 0 1 0-18zM12 7v5l3.5 2',
    place: 'M12 21s7-6.5 7-11.5a7 7 0 0 0-14 0C5 14.500 12 21 12 21zM12 7.500a2 2 0 1 1 0 4 2 2 0 0 1 0-4z',
    more: 'M5 12h.01M12 12h.01M19 12h.01',
    user: 'M12 4a4 4 0 1 1 0 8 4 4 0 0 1 0-8zM4 21a8 8 0 0 1 16 0',
} as const;

export type IconName = keyof typeof paths;

export function Icon({ name }: { name: IconName }) {
    return (
        <svg class="icon" viewBox="0 0 24 24" width="20" height="20" aria-hidden="true">
            <path d={paths[name]} />
        </svg>
    );
}

export function Mark() {
    return (
        <svg class="mark" viewBox="0 0 32 32" width="32" height="32" aria-hidden="true">
            <rect width="32" height="32" rx="8" />
            <path d="M21 10H12.5a5.5 5.5 0 0 0 0 11H21m-4-15-4 4 4 4" />
        </svg>
    );
}
