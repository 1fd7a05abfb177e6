// Money, times, durations and weights as a person of the shop reads them: in their language and the shop's
// time zone.

import type { Language, Money, Time } from '../api/types';

// The database keeps amounts without a currency; this is the one the cabinet shows them in.
const currency = 'RUB';

const locales: Record<Language, string> = { ru: 'ru-RU', en: 'en-GB' };
const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

export class Format {
    private readonly whole: Intl.NumberFormat;
    private readonly exact: Intl.NumberFormat;
    private readonly signs: Intl.NumberFormat;
    private readonly numbers: Intl.NumberFormat;
    private readonly shares: Intl.NumberFormat;
    private readonly dayAndTime: Intl.DateTimeFormat;
    private readonly withYear: Intl.DateTimeFormat;
    private readonly clock: Intl.DateTimeFormat;
    private readonly dayOnly: Intl.DateTimeFormat;
    private readonly isoDay: Intl.DateTimeFormat;
    private readonly relatives: Intl.RelativeTimeFormat;

    constructor(
        readonly language: Language,
        readonly zone: string,
    ) {
        const locale = locales[language];
        const inCurrency = { style: 'currency', currency, currencyDisplay: 'narrowSymbol' } as const;
        this.whole = new Intl.NumberFormat(locale, { ...inCurrency, maximumFractionDigits: 0 });
        this.exact = new Intl.NumberFormat(locale, inCurrency);
        this.signs = new Intl.NumberFormat(locale, { ...inCurrency, signDisplay: 'exceptZero' });
        this.numbers = new Intl.NumberFormat(locale, { maximumFractionDigits: 1 });
        this.shares = new Intl.NumberFormat(locale, { style: 'percent', maximumFractionDigits: 0 });
        const timeZone = zone;
        const clock = { hour: '2-digit', minute: '2-digit' } as const;
        this.dayAndTime = new Intl.DateTimeFormat(locale, {
            timeZone,
            day: 'numeric',
            month: 'short',
            ...clock,
        });
        this.withYear = new Intl.DateTimeFormat(locale, {
            timeZone,
            day: 'numeric',
            month: 'short',
            year: 'numeric',
            ...clock,
        });
        this.clock = new Intl.DateTimeFormat(locale, { timeZone, ...clock });
        this.dayOnly = new Intl.DateTimeFormat(locale, { timeZone, day: 'numeric', month: 'short' });
        this.isoDay = new Intl.DateTimeFormat('sv-SE', { timeZone });
        this.relatives = new Intl.RelativeTimeFormat(locale, { numeric: 'always', style: 'short' });
    }

    money(amount: Money | number | null): string {
        if (amount === null) return '—';
        const value = Number(amount);
        return Number.isInteger(value) ? this.whole.format(value) : this.exact.format(value);
    }

    // For what is read at a glance: no kopecks.
    roughly(amount: Money | number | null): string {
        return amount === null ? '—' : this.whole.format(Number(amount));
    }

    difference(amount: Money | number): string {
        return this.signs.format(Number(amount));
    }

    number(value: number): string {
        return this.numbers.format(value);
    }

    share(value: number | null): string {
        return value === null ? '—' : this.shares.format(value);
    }

    weight(grams: number | null): string {
        if (grams === null) return '—';
        const unit = grams < 1000 ? 'gram' : 'kilogram';
        const style = { style: 'unit', unit, unitDisplay: 'short', maximumFractionDigits: 2 } as const;
        return new Intl.NumberFormat(locales[this.language], style).format(
            unit === 'gram' ? grams : grams / 1000,
        );
    }

    kilometres(distance: number): string {
        return new Intl.NumberFormat(locales[this.language], {
            style: 'unit',
            unit: 'kilometer',
            unitDisplay: 'short',
        }).format(distance);
    }

    // Today the clock is enough.
    time(time: Time | null, now = Date.now()): string {
        if (time === null) return '—';
        const date = new Date(time);
        if (this.day(date) === this.day(new Date(now))) return this.clock.format(date);
        return this.moment(time, now);
    }

    moment(time: Time | null, now = Date.now()): string {
        if (time === null) return '—';
        const date = new Date(time);
        const sameYear = this.day(date).slice(0, 4) === this.day(new Date(now)).slice(0, 4);
        return (sameYear ? this.dayAndTime : this.withYear).format(date);
    }

    date(time: Time | number): string {
        return this.dayOnly.format(new Date(time));
    }

    // The shop's calendar day, as YYYY-MM-DD.
    day(date: Date): string {
        return this.isoDay.format(date);
    }

    fromNow(time: Time, now = Date.now()): string {
        const distance = Date.parse(time) - now;
        const size = Math.abs(distance);
        if (size < hour) return this.relatives.format(Math.round(distance / minute), 'minute');
        if (size < 2 * day) return this.relatives.format(Math.round(distance / hour), 'hour');
        return this.relatives.format(Math.round(distance / day), 'day');
    }

    duration(milliseconds: number): string {
        const locale = locales[this.language];
        const part = (value: number, unit: string): string =>
            new Intl.NumberFormat(locale, {
                style: 'unit',
                unit,
                unitDisplay: 'short',
                maximumFractionDigits: 0,
            }).format(value);
        const days = Math.floor(milliseconds / day);
        const hours = Math.floor((milliseconds % day) / hour);
        const minutes = Math.floor((milliseconds % hour) / minute);
        const seconds = Math.round((milliseconds % minute) / 1000);
        const parts = [
            [days, 'day'],
            [hours, 'hour'],
            [minutes, 'minute'],
        ] as const;
        const words = parts
            .filter(([value]) => value > 0)
            .slice(0, 2)
            .map(([value, unit]) => part(value, unit));
        return words.length > 0 ? words.join(' ') : part(seconds, 'second');
    }
}

// The database takes names of time zones that a browser does not know, and reads a bare offset the other way
// round; times in UTC, and said to be that, are better than a page that shows nothing.
export function knownZone(zone: string): string {
    try {
        new Intl.DateTimeFormat('en', { timeZone: zone });
        return /^[A-Za-z]/.test(zone) ? zone : 'UTC';
    } catch {
        return 'UTC';
    }
}

// The instant at which a calendar day begins in a time zone. The zone's offset is asked for at a guess, and
// once more at what comes out of it: the two differ where the clocks were changed in between.
export function startOfDay(day: string, zone: string): string {
    return instantOf(`${day}T00:00`, zone);
}

export function instantOf(local: string, zone: string): string {
    const wanted = Date.parse(`${local}Z`);
    let guess = wanted - offsetOf(wanted, zone);
    guess = wanted - offsetOf(guess, zone);
    return new Date(guess).toISOString();
}

function offsetOf(instant: number, zone: string): number {
    const parts = new Intl.DateTimeFormat('sv-SE', {
        timeZone: zone,
        year: 'numeric',
        month: '2-digit',
        day: '2-digit',
        hour: '2-digit',
        minute: '2-digit',
        second: '2-digit',
    }).format(new Date(instant));
    return Date.parse(`${parts.replace(' ', 'T')}Z`) - Math.floor(instant / 1000) * 1000;
}

export function dayAfter(day: string, count = 1): string {
    return new Date(Date.parse(`${day}T00:00Z`) + count * 86_400_000).toISOString().slice(0, 10);
}
