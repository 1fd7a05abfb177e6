import { useEffect } from 'preact/hooks';

// Closes what is open when somebody points or moves the focus elsewhere. A press on a text gives the focus to
// what scrolls around it: that is not elsewhere.
export function useAway(box: preact.RefObject<HTMLElement>, open: boolean, close: () => void): void {
    useEffect(() => {
        if (!open) return undefined;
        const away = (event: Event): void => {
            const [target, inside] = [event.target as Node, box.current];
            if (
                inside !== null &&
                !inside.contains(target) &&
                !(event.type === 'focusin' && target.contains(inside))
            )
                close();
        };
        document.addEventListener('pointerdown', away);
        document.addEventListener('focusin', away);
        return () => {
            document.removeEventListener('pointerdown', away);
            document.removeEventListener('focusin', away);
        };
    }, [open]);
}
