// What every part of a signed-in page may use.

import { createContext } from 'preact';
import { useContext, useEffect } from 'preact/hooks';
import type { Live } from './api/live';
import type { LiveEvent, Place, Session } from './api/types';
import type { Words } from './text/words';

export type Notice = { text: string; kind: 'done' | 'error' | 'news' };

export type Cabinet = {
    session: Session;
    words: Words;
    live: Live;
    places: Place[];
    notify: (notice: Notice) => void;
    // Says something to those who do not see the page.
    announce: (text: string) => void;
};

const Context = createContext<Cabinet | null>(null);
export const CabinetProvider = Context.Provider;

export function useCabinet(): Cabinet {
    const cabinet = useContext(Context);
    if (cabinet === null) throw new Error('outside of the cabinet');
    return cabinet;
}

export const useWords = (): Words => useCabinet().words;

export function useLiveEvents(listener: (events: LiveEvent[]) => void): void {
    const { live } = useCabinet();
    useEffect(() => live.onEvents(listener), [live, listener]);
}
