import assert from 'node:assert/strict';
import { test } from 'node:test';
import { durationOf, inUnits, millisecondsOf } from '../src/text/duration';
import {
    becauseWords,
    candidateWords,
    changeWords,
    decisionWords,
    factWords,
    witnessWords,
} from '../src/text/explain_words';
import { dayAfter, instantOf, knownZone, startOfDay } from '../src/text/format';
import { namesEn } from '../src/text/names_en';
import { namesRu } from '../src/text/names_ru';
import { plural } from '../src/text/plural';
import { conditionsOf, outcomeOf } from '../src/text/rule_words';
import { english, plain, rule, russian } from './fixture';

const noon = Date.parse('2026-03-05T12:00:00Z');

test('money is in the language’s own form, kopecks only where there are any', () => {
    assert.equal(plain(russian.format.money('12345.60')), '12 345,60 ₽');
    assert.equal(plain(russian.format.money('9000.00')), '9 000 ₽');
    assert.equal(plain(english.format.money('9000.00')), '₽9,000');
    assert.equal(russian.format.money(null), '—');
    assert.equal(plain(russian.format.difference('-41.40')), '-41,40 ₽');
});

test('a time is the shop’s: the clock today, the day before', () => {
    assert.equal(russian.format.time('2026-03-05T09:05:00Z', noon), '12:05');
    assert.match(plain(russian.format.time('2026-03-04T22:30:00Z', noon)), /^01:30$/);
    assert.match(plain(russian.format.time('2026-03-03T09:05:00Z', noon)), /^3 мар/);
    assert.match(plain(english.format.moment('2025-12-31T20:59:00Z', noon)), /31 Dec 2025/);
});

test('a distance in time is said in the unit that suits it', () => {
    assert.match(plain(russian.format.fromNow('2026-03-05T15:00:00Z', noon)), /3 ч/);
    assert.match(plain(russian.format.fromNow('2026-03-05T11:40:00Z', noon)), /20 мин/);
    assert.match(plain(english.format.fromNow('2026-03-09T12:00:00Z', noon)), /4 days/);
});

test('a day begins at the shop’s midnight, also when the clocks change', () => {
    assert.equal(startOfDay('2026-03-05', 'Europe/Moscow'), '2026-03-04T21:00:00.000Z');
    assert.equal(startOfDay('2026-03-29', 'Europe/Berlin'), '2026-03-28T23:00:00.000Z');
    assert.equal(startOfDay('2026-03-30', 'Europe/Berlin'), '2026-03-29T22:00:00.000Z');
    assert.equal(instantOf('2026-03-29T12:00', 'Europe/Berlin'), '2026-03-29T10:00:00.000Z');
    assert.equal(dayAfter('2026-02-28'), '2026-03-01');
});

test('Russian has three plural forms', () => {
    const forms = { one: 'отказ', few: 'отказа', many: 'отказов' };
    assert.deepEqual(
        [1, 2, 5, 11, 21, 104].map((n) => plural('ru', n, forms)),
        ['отказ', 'отказа', 'отказов', 'отказов', 'отказ', 'отказа'],
    );
    assert.equal(russian.t.common.refusals(22), '22 отказа');
    assert.equal(english.t.common.refusals(1), '1 refusal');
});

test('both languages name the same words', () => {
    for (const group of Object.keys(namesRu) as (keyof typeof namesRu)[])
        assert.deepEqual(Object.keys(namesEn[group]).sort(), Object.keys(namesRu[group]).sort(), group);
});

test('a word that nobody named is shown as it is, a state by its label', () => {
    assert.equal(russian.name('event', 'quarantine_again'), 'quarantine again');
    assert.equal(russian.state('in_quarantine'), 'на карантине');
});

test('durations are read and written as the database writes them', () => {
    assert.deepEqual(inUnits('PT4H'), { count: 4, unit: 'H' });
    assert.deepEqual(inUnits('P2D'), { count: 2, unit: 'D' });
    assert.deepEqual(inUnits('PT90M'), { count: 90, unit: 'M' });
    assert.deepEqual(inUnits('PT5S'), { count: 5, unit: 'S' });
    assert.equal(millisecondsOf('P1M'), null);
    assert.equal(durationOf(3, 'D'), 'P3D');
    assert.equal(durationOf(30, 'M'), 'PT30M');
    assert.match(plain(russian.format.duration(26 * 3_600_000)), /^1 дн\.? 2 ч$/);
});

test('a rule is told in words: when, and what', () => {
    const said = conditionsOf(
        rule({
            reason: 'refused.late',
            value_from: '10000.01',
            attempt_from: 2,
            attempt_to: 2,
            weekdays: [1, 7],
        }),
        russian,
    );
    assert.deepEqual(
        said.map(({ field, text }) => `${field}: ${plain(text)}`),
        ['reason: нарушены сроки', 'value: от 10 000,01 ₽', 'attempt: 2', 'weekdays: пн, вс'],
    );
    const does = outcomeOf(
        rule({
            destinations: ['STORE', 'TVER'],
            needs_sorting: true,
            hold_for: 'P2D',
            default_action: 'ask_shop',
        }),
        russian,
    );
    assert.deepEqual(does.map(plain), [
        'куда дешевле: Склад, Тверь',
        'через сортировку',
        'хранить 2 дн.',
        'иначе спросить магазин',
    ]);
});

test('what the database writes in brackets is told in words', () => {
    assert.equal(plain(factWords(russian, 'value', '[20000.00,)')), 'от 20 000 ₽');
    assert.equal(plain(factWords(russian, 'value', '[0.00,1500.00)')), 'от 0 ₽ до 1 500 ₽');
    assert.equal(factWords(russian, 'value', '(,)'), 'любой');
    assert.equal(factWords(russian, 'weekdays', '{6,7}'), 'сб или вс');
    assert.equal(factWords(russian, 'supplier', 'unknown'), 'неизвестно');
    assert.equal(factWords(russian, 'facility', 'TVER'), 'Тверь');
});

test('an explanation says which rule decided, and why not the others', () => {
    const nameOf = (id: number): string => ({ 1: 'остальное', 4: 'дорогое' })[id] ?? String(id);
    assert.equal(
        candidateWords(
            russian,
            { rule: 5, failed: 'reason', has: 'refused.late', wants: 'refused.contents' },
            nameOf,
        ),
        'не подошло: причина — нарушены сроки, нужно содержимое',
    );
    assert.equal(
        candidateWords(russian, { rule: 1, because: 'rule 4 is inside it', beaten_by: 4 }, nameOf),
        'уступило: «дорогое» точнее',
    );
    assert.equal(
        candidateWords(russian, { rule: 2, because: 'rank', beaten_by: 4 }, nameOf),
        'уступило: у «дорогое» порядок раньше',
    );
    assert.equal(
        candidateWords(russian, { rule: 4, because: 'inside rule 1', wins_over: [1] }, nameOf),
        'точнее, чем «остальное»',
    );
    const explain = {
        action: 'hold',
        decided_by: 'rule',
        candidates: [],
        would_change_if: [],
        route: null,
        rejected_destinations: [],
    };
    assert.deepEqual(
        decisionWords(russian, { ...explain, rule: { id: 4, name: 'дорогое', scenario_version: 3 } }),
        ['Так решило правило «дорогое» из сценария версии 3.'],
    );
    assert.deepEqual(
        decisionWords(russian, {
            ...explain,
            decided_by: 'shop',
            rule_says: { action: 'return', rule: { id: 1, name: 'остальное', scenario_version: 3 } },
        }),
        ['Решение принял: магазин.', 'По правилу «остальное» было бы: возврат.'],
    );
    assert.deepEqual(decisionWords(russian, { ...explain, action: null, decided_by: null }), [
        'Решения ещё не было.',
    ]);
});

test('what would have led elsewhere is told with its field', () => {
    assert.equal(
        plain(
            changeWords(russian, {
                field: 'value',
                from: '9000.00',
                to: '50000.00',
                rule: 4,
                action: 'hold',
            }),
        ),
        'если стоимость — 50 000 ₽: хранение',
    );
});

test('the planner’s sentences are known, others are shown as they are', () => {
    assert.equal(plain(becauseWords(russian, 'dearer by 45.75')), 'дороже на 45,75 ₽');
    assert.equal(becauseWords(english, 'no lane leads there'), 'no way leads there');
    assert.equal(becauseWords(russian, 'something new'), 'something new');
});

test('a witness leaves out what is unknown', () => {
    assert.equal(
        plain(
            witnessWords(russian, { value: '0.00', reason: 'refused.contents', region: null, weekdays: '1' }),
        ),
        'стоимость: 0 ₽; причина: содержимое; день недели: пн',
    );
});

test('a time zone that only the database knows is UTC', () => {
    assert.equal(knownZone('Asia/Yekaterinburg'), 'Asia/Yekaterinburg');
    assert.equal(knownZone('Etc/GMT-3'), 'Etc/GMT-3');
    for (const zone of ['MSK', '+03', 'UTC+3', 'posix/Europe/Moscow']) assert.equal(knownZone(zone), 'UTC');
});
