import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, ofRefusal, visit } from './support/browser.mjs';
import { base, refuse, sql } from './support/cabinet.mjs';

const refuseMany = (from, to) =>
    sql(
        `SELECT count(*) FROM refusal.record_many((SELECT jsonb_agg(jsonb_build_object('shop', 'acme',
    'parcel', 'L-' || to_char(n, 'FM0000'), 'reason', 'refused.no_reason', 'request_id', gen_random_uuid())
    ORDER BY n)
    FROM generate_series(${from}, ${to}) AS n))`,
        'courier',
    );

test('of a thousand refusals all can be reached and few are drawn', () =>
    visit({}, async (page) => {
        await refuseMany(1, 500);
        await refuseMany(501, 1000);
        await enter(page, '/refusals?reason=refused.no_reason');
        await page.getByRole('link', { name: 'L-1000' }).waitFor();
        assert.equal(await page.textContent('[data-testid=total]'), '1000');
        const last = page.getByRole('link', { name: 'L-0001' });
        while (!(await last.isVisible())) {
            await page.mouse.wheel(0, 5000);
            await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
        }
        assert.ok((await page.locator('.table-row').count()) < 80);
        // Where somebody reads, nothing jumps because of what comes in at the other end.
        const id = await refuse('L-1001', 'refused.no_reason');
        await page.locator('[data-testid=total]', { hasText: '1001' }).waitFor();
        assert.ok(await last.isVisible());
        await page.evaluate(() => window.scrollTo(0, 0));
        await ofRefusal(page, id).waitFor();
    }));

test('the filters are in the address, and are there again after a reload', () =>
    visit({}, async (page) => {
        await enter(page, '/refusals');
        await page.keyboard.press('/');
        await page.keyboard.type('L-0042');
        await page.getByRole('link', { name: 'L-0042' }).waitFor();
        await page.locator('[data-testid=total]', { hasText: /^1$/ }).waitFor();
        await page.getByRole('button', { name: 'Только открытые' }).click();
        await page.waitForURL(/open=true/);
        await page.reload();
        await page.locator('[data-testid=total]', { hasText: /^1$/ }).waitFor();
        assert.equal(await page.getAttribute('.filters [aria-pressed=true]', 'aria-pressed'), 'true');
        await page.getByRole('button', { name: 'Сбросить' }).click();
        await page.waitForURL(`${base()}/refusals`);
    }));

test('the list is downloaded as it is filtered', () =>
    visit({}, async (page) => {
        await enter(page, '/refusals?search=L-000');
        await page.locator('[data-testid=total]', { hasText: /^9$/ }).waitFor();
        const [download] = await Promise.all([
            page.waitForEvent('download'),
            page.getByRole('link', { name: 'Скачать CSV' }).click(),
        ]);
        const lines = await (await download.createReadStream()).toArray();
        assert.equal(Buffer.concat(lines).toString('utf8').trim().split('\n').length, 10);
    }));
