import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, ofRefusal, visit } from './support/browser.mjs';
import { base, refuse, sql } from './support/cabinet.mjs';

const state = (id) => sql(`SELECT state FROM refusal.refusal WHERE refusal_id = ${id}`);
const button = (within, name) => within.getByRole('button', { name, exact: true });

test('the shop decides from today’s page', () =>
    visit({}, async (page) => {
        const id = await refuse('A-6', 'refused.late');
        await enter(page);
        const item = page.locator('.waiting-item', { has: page.getByRole('link', { name: 'A-6' }) });
        await button(item, 'Вернуть').click();
        await page.selectOption('dialog [name=destination]', 'SPB');
        await button(page.locator('dialog'), 'Вернуть').click();
        await item.waitFor({ state: 'detached' });
        assert.equal(await state(id), 'return_planned');
        const destination = await sql(`SELECT f.code FROM refusal.refusal r
            JOIN refusal.facility f ON f.facility_id = r.destination_id WHERE refusal_id = ${id}`);
        assert.equal(destination, 'SPB');
    }));

test('a click whose answer was lost is sent again as the same request, and done once', () =>
    visit({ away: true }, async (page) => {
        const id = await refuse('A-7', 'refused.late');
        await enter(page, `/refusals/${id}`);
        const sent = [];
        await page.route('**/decide', async (route) => {
            sent.push(route.request().postDataJSON().request_id);
            const answer = await route.fetch();
            if (sent.length === 1) await route.abort();
            else await route.fulfill({ response: answer });
        });
        await button(page.locator('.actions'), 'Хранить').click();
        await button(page.locator('dialog'), 'Хранить').click();
        await page.locator('dialog [role=alert]').waitFor();
        await button(page.locator('dialog'), 'Хранить').click();
        await page.locator('dialog').waitFor({ state: 'detached' });
        assert.equal(sent.length, 2);
        assert.equal(sent[0], sent[1]);
        assert.equal(
            await sql(`SELECT count(*) FROM refusal.event WHERE refusal_id = ${id} AND event = 'hold'`),
            '1',
        );
    }));

test('who was slower is told, and sees how it is now', () =>
    visit({ away: true }, async (page) => {
        const id = await refuse('A-8', 'refused.late');
        await enter(page, `/refusals/${id}`);
        await button(page.locator('.actions'), 'Вернуть').click();
        await sql(`SELECT refusal.decide(${id}, 'hold')`, 'acme_oms');
        await button(page.locator('dialog'), 'Вернуть').click();
        await page.locator('dialog [role=alert]').waitFor();
        await page.locator('dialog .dialog-buttons').getByRole('button').click();
        await page.locator('.refusal-head .badge', { hasText: 'на хранении' }).waitFor();
        assert.equal(await state(id), 'held');
    }));

test('another decision under way shows what it costs before it is made', () =>
    visit({}, async (page) => {
        const id = await refuse('A-9');
        await enter(page, `/refusals/${id}`);
        await page.getByRole('button', { name: 'Изменить решение' }).click();
        await page.selectOption('dialog [name=destination]', 'SPB');
        await page.locator('[data-testid=difference]', { hasText: /Дороже на [1-9]/ }).waitFor();
        assert.equal(
            await sql(`SELECT count(*) FROM refusal.event WHERE refusal_id = ${id} AND event = 'override'`),
            '0',
        );
        await button(page.locator('dialog'), 'Применить').click();
        await page.locator('dialog').waitFor({ state: 'detached' });
        await page.locator('.refusal-way', { hasText: 'Petersburg fulfilment' }).waitFor();
        assert.equal(
            await sql(`SELECT count(*) FROM refusal.event WHERE refusal_id = ${id} AND event = 'override'`),
            '1',
        );
    }));

test('exactly what may be done is offered, and an event asks for what it needs', () =>
    visit({}, async (page) => {
        const id = await refuse('A-20', 'refused.changed_mind');
        await enter(page, `/refusals/${id}`);
        const offered = await page.locator('.actions button').allTextContents();
        assert.deepEqual(offered.sort(), [
            'Вернуть',
            'Доставить повторно',
            'Продлить хранение',
            'Решить позже',
            'Хранить',
        ]);
        await page.getByRole('button', { name: 'Продлить хранение' }).click();
        await page.fill('dialog [name=until]', '2031-05-01T12:00');
        await button(page.locator('dialog'), 'Продлить хранение').click();
        await page.locator('dialog').waitFor({ state: 'detached' });
        // By the shop's clock, whatever the browser's is.
        const deadline = await sql(`SELECT deadline_at AT TIME ZONE 'Europe/Moscow' FROM refusal.refusal
            WHERE refusal_id = ${id}`);
        assert.equal(deadline, '2031-05-01 12:00:00');
    }));

test('why it was decided so is told in words', () =>
    visit({}, async (page) => {
        const id = await refuse('A-11', 'undeliverable.no_contact');
        await enter(page, `/refusals/${id}`);
        await page
            .locator('.why')
            .getByText('Так решило правило «not reached: try again» из сценария версии 1.')
            .waitFor();
        await page.locator('.why summary').click();
        await page
            .locator('.why')
            .getByText('не подошло: причина — недозвон, нужно нарушены сроки')
            .waitFor();
        await page.goto(`${base()}/refusals`);
        await ofRefusal(page, id).waitFor();
    }));
