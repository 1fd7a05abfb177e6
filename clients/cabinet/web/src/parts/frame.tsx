// The frame of every page: where one can go, whether the page is live, and how it is to look.

import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import type { Language } from '../api/types';
import { useWords, useCabinet } from '../context';
import type { Page } from '../logic/router';
import { followLinks } from '../navigation';
import { ConnectionState } from './connection';
import { Icon, Mark, type IconName } from './icons';
import { Preferences } from './preferences_menu';

type Props = {
    page: Page;
    onLanguage: (language: Language) => void;
    onOut: () => void;
    children: ComponentChildren;
};

const sections: { icon: IconName; address: string; pages: Page['name'][] }[] = [
    { icon: 'today', address: '/', pages: ['today'] },
    { icon: 'refusals', address: '/refusals', pages: ['refusals', 'refusal'] },
    { icon: 'scenario', address: '/scenario', pages: ['scenario'] },
    { icon: 'figures', address: '/figures', pages: ['figures'] },
];

export function Frame({ page, onLanguage, onOut, children }: Props) {
    const { session } = useCabinet();
    const { t } = useWords();
    const content = useRef<HTMLElement>(null);
    const shown = useRef(page.name);
    useEffect(() => {
        // Who follows a link with the keyboard or a screen reader goes on at the new page, not at its old
        // link.
        if (shown.current !== page.name) content.current?.focus({ preventScroll: true });
        shown.current = page.name;
    }, [page.name]);
    return (
        <div class="frame" onClick={followLinks}>
            <a class="skip" href="#content">
                {t.skip}
            </a>
            <header class="side">
                <div class="shop">
                    <Mark />
                    <span class="shop-name">{session.shop.name}</span>
                </div>
                <nav class="sections" aria-label={t.nav.main}>
                    {sections.map(({ icon, address, pages }) => (
                        <a
                            key={address}
                            href={address}
                            aria-current={pages.includes(page.name) ? 'page' : undefined}
                        >
                            <Icon name={icon} />
                            <span>{t.nav[icon as 'today' | 'refusals' | 'scenario' | 'figures']}</span>
                        </a>
                    ))}
                </nav>
                <div class="side-end">
                    <ConnectionState />
                    <Preferences onLanguage={onLanguage} onOut={onOut} />
                </div>
            </header>
            <main id="content" class="content" ref={content} tabIndex={-1}>
                {children}
            </main>
        </div>
    );
}
