// The live connection: one per page, opened where the page's data ended, and opened again there after every
// break.

import type { LiveEvent } from './types';
import { get, sessionIsOver, ApiError } from './client';
import { Backlog } from '../logic/backlog';
import { isArrival } from '../logic/merge';
import { pause } from '../logic/pause';

export type Connection = 'idle' | 'connecting' | 'live' | 'lost';
type Listener = (events: LiveEvent[]) => void;

// A page nobody looks at gives its connection back after a while: a browser has six for all its tabs.
const hiddenFor = 20_000;
// Events that come close together are drawn together.
const gatherFor = 60;
const freshFor = 1500;

export class Live {
    readonly backlog = new Backlog();
    private source: EventSource | null = null;
    private position: string | null = null;
    private failures = 0;
    private readonly arrived = new Map<number, number>();
    private gathered: LiveEvent[] = [];
    private gathering: number | undefined;
    private retry: number | undefined;
    private leaving: number | undefined;
    private state: Connection = 'idle';
    private readonly listeners = new Set<Listener>();
    private readonly resets = new Set<() => void>();
    private readonly watchers = new Set<(state: Connection) => void>();

    constructor() {
        window.addEventListener('online', () => this.hurry());
        document.addEventListener('visibilitychange', () => this.seen());
    }

    get connection(): Connection {
        return this.state;
    }

    onEvents(listener: Listener): () => void {
        this.listeners.add(listener);
        return () => this.listeners.delete(listener);
    }

    onReset(listener: () => void): () => void {
        this.resets.add(listener);
        return () => this.resets.delete(listener);
    }

    onConnection(watcher: (state: Connection) => void): () => void {
        this.watchers.add(watcher);
        return () => this.watchers.delete(watcher);
    }

    // Later pages bring positions too; the stream is beyond them or will be.
    startAt(position: string | null): void {
        if (this.state !== 'idle' || position === null) return;
        this.position = position;
        this.open();
    }

    stop(): void {
        this.close();
        this.position = null;
        this.backlog.clear();
        this.become('idle');
    }

    // A person asks, or the network is back: now rather than at the end of the pause.
    hurry(): void {
        if (this.state === 'lost') this.open();
    }

    private become(state: Connection): void {
        if (state === this.state) return;
        this.state = state;
        for (const watcher of this.watchers) watcher(state);
    }

    private close(): void {
        window.clearTimeout(this.retry);
        window.clearTimeout(this.leaving);
        this.source?.close();
        this.source = null;
    }

    private open(): void {
        this.close();
        if (this.failures === 0) this.become('connecting');
        const source = new EventSource(`/api/live?last_event_id=${encodeURIComponent(this.position ?? '')}`);
        this.source = source;
        source.onopen = () => {
            this.failures = 0;
            this.become('live');
        };
        source.onerror = () => this.lost();
        source.addEventListener('refusal', (message) => this.received(message as MessageEvent<string>));
        source.addEventListener('reset', (message) => this.reset(message as MessageEvent<string>));
    }

    private received(message: MessageEvent<string>): void {
        if (message.lastEventId !== '') this.position = message.lastEventId;
        const events = JSON.parse(message.data) as LiveEvent[];
        this.backlog.add(events);
        this.gathered.push(...events);
        this.gathering ??= window.setTimeout(() => this.tell(), gatherFor);
    }

    // For a moment: what has just come is shown as such, what was read or scrolled to is not.
    isFresh(refusalId: number): boolean {
        return Date.now() - (this.arrived.get(refusalId) ?? 0) < freshFor;
    }

    private tell(): void {
        const events = this.gathered;
        const now = Date.now();
        for (const [id, at] of this.arrived) if (now - at >= freshFor) this.arrived.delete(id);
        for (const event of events) if (isArrival(event)) this.arrived.set(event.refusal_id, now);
        this.gathered = [];
        this.gathering = undefined;
        for (const listener of this.listeners) listener(events);
    }

    private reset(message: MessageEvent<string>): void {
        this.position = (JSON.parse(message.data) as { resume: string }).resume;
        this.backlog.clear();
        for (const listener of this.resets) listener();
    }

    // The browser would connect again by itself, but not after an answer like 503, and without growing
    // pauses.
    private lost(): void {
        this.close();
        this.failures += 1;
        this.become('lost');
        this.retry = window.setTimeout(() => void this.knock(), pause(this.failures, Math.random()));
    }

    // EventSource does not tell a session that is over from a server that is away; a request does.
    private async knock(): Promise<void> {
        try {
            await get('/api/session');
            this.open();
        } catch (error) {
            if (error instanceof ApiError && error.status === 401) sessionIsOver();
            else this.lost();
        }
    }

    private seen(): void {
        window.clearTimeout(this.leaving);
        if (this.state === 'idle') return;
        if (document.visibilityState === 'hidden') {
            this.leaving = window.setTimeout(() => this.close(), hiddenFor);
        } else if (this.source === null) {
            this.open();
        }
    }
}
