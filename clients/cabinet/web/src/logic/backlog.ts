import type { LiveEvent } from '../api/types';

// What the stream brought lately. Data that was asked for while events came in has to be told those events
// too: they are laid over it, from its own position on.
export class Backlog {
    private events: LiveEvent[] = [];

    constructor(private readonly size = 2000) {}

    add(events: LiveEvent[]): void {
        this.events = this.events.concat(events).slice(-this.size);
    }

    clear(): void {
        this.events = [];
    }

    // A position's text sorts as positions do.
    since(position: string | null): LiveEvent[] {
        return position === null ? [] : this.events.filter((event) => event.position > position);
    }
}
