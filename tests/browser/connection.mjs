import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, ofRefusal, visit } from './support/browser.mjs';
import { refuse, sql, startCabinet, startServer, stopCabinet, stopServer } from './support/cabinet.mjs';

const lost = (page) => page.waitForSelector('[data-connection=lost]', { state: 'attached' });
const live = (page) => page.waitForSelector('[data-connection=live]', { state: 'attached' });

// Every event of a refusal that the page was told of, by the stream itself.
const listen = (page) =>
    page.addInitScript(() => {
        window.told = [];
        const Plain = window.EventSource;
        window.EventSource = class extends Plain {
            constructor(address) {
                super(address);
                this.addEventListener('refusal', ({ data }) =>
                    window.told.push(...JSON.parse(data).map((event) => event.event_id)),
                );
            }
        };
    });

const journal = async (since) =>
    (
        await sql(`SELECT event_id FROM refusal.event JOIN refusal.shop USING (shop_id)
    WHERE code = 'acme' AND event_id > ${since} ORDER BY event_id`)
    )
        .split('\n')
        .map(Number);

test('the cabinet goes away and comes back: what happened meanwhile is shown, without a gap', () =>
    visit({ away: true }, async (page) => {
        await refuse('L-1100');
        await listen(page);
        await enter(page, '/refusals');
        await page.waitForSelector('.table-row');
        const since = Number(await sql('SELECT max(event_id) FROM refusal.event'));
        const before = await refuse('L-1101');
        await ofRefusal(page, before).waitFor();
        await stopCabinet();
        await lost(page);
        const meanwhile = [await refuse('L-1102'), await refuse('L-1103')];
        await startCabinet();
        await live(page);
        for (const id of meanwhile) await ofRefusal(page, id).waitFor();
        const after = await refuse('L-1104');
        await ofRefusal(page, after).waitFor();
        const events = await journal(since);
        await page.waitForFunction((last) => window.told.includes(last), events.at(-1));
        assert.deepEqual(
            [...new Set(await page.evaluate(() => window.told))]
                .filter((id) => id > since)
                .sort((a, b) => a - b),
            events,
        );
    }));

test('the database goes away and comes back: the page stays, says so, and goes on', () =>
    visit({ away: true }, async (page) => {
        await refuse('L-1106');
        await enter(page, '/refusals');
        await page.waitForSelector('.table-row');
        await stopServer();
        await page.getByRole('link', { name: 'Показатели' }).click();
        await page.locator('.problem', { hasText: 'База данных сейчас недоступна' }).waitFor();
        await page.getByRole('link', { name: 'Отказы', exact: true }).click();
        await startServer();
        const id = await refuse('L-1105');
        // Nobody touches the page.
        await ofRefusal(page, id).waitFor();
        await live(page);
    }));

test('a session that ended elsewhere asks to sign in again', () =>
    visit({ away: true }, async (page) => {
        await enter(page);
        await sql('DELETE FROM refusal_internal.session');
        await page.getByRole('link', { name: 'Отказы', exact: true }).click();
        await page.getByText('Сеанс окончен. Войдите снова.').waitFor();
    }));
