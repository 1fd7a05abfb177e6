import type { ComponentChildren } from 'preact';
import { useEffect, useRef } from 'preact/hooks';
import { useWords } from '../context';
import { Icon } from './icons';

type Props = { title: string; wide?: boolean; onClose: () => void; children: ComponentChildren };

// The browser's own dialog: it keeps the focus inside, closes at Escape, and gives the focus back.
export function Dialog({ title, wide, onClose, children }: Props) {
    const { t } = useWords();
    const dialog = useRef<HTMLDialogElement>(null);
    useEffect(() => {
        const element = dialog.current;
        const opener = document.activeElement;
        element?.showModal();
        // What is asked for, not the cross in the corner, which comes first.
        element
            ?.querySelector<HTMLElement>(
                'form input:not([type=radio]), form select, form textarea, form .primary',
            )
            ?.focus();
        return () => {
            element?.close();
            if (opener instanceof HTMLElement && opener.isConnected) opener.focus();
        };
    }, []);
    return (
        <dialog
            ref={dialog}
            class={wide ? 'dialog wide' : 'dialog'}
            aria-labelledby="dialog-title"
            onCancel={(event) => {
                event.preventDefault();
                onClose();
            }}
            onClick={(event) => {
                if (event.target === dialog.current) onClose();
            }}
        >
            <div class="dialog-body">
                <header class="dialog-head">
                    <h2 id="dialog-title">{title}</h2>
                    <button type="button" class="icon-button" aria-label={t.common.close} onClick={onClose}>
                        <Icon name="close" />
                    </button>
                </header>
                {children}
            </div>
        </dialog>
    );
}
