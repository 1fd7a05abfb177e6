import { useEffect } from 'preact/hooks';
import { useCabinet } from '../context';

export function useTitle(title: string): void {
    const { session } = useCabinet();
    useEffect(() => {
        document.title = `${title} · ${session.shop.name}`;
    }, [title, session]);
}
