import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, ofRefusal, visit } from './support/browser.mjs';
import { refuse, sql } from './support/cabinet.mjs';

test('a new refusal appears without reload, first, and is announced', () =>
    visit({}, async (page) => {
        await enter(page);
        await page.evaluate(() => {
            window.stillHere = true;
        });
        const id = await refuse('A-1');
        await ofRefusal(page, id).waitFor();
        assert.equal(await page.getAttribute('[data-testid=newest] li >> nth=0', 'data-refusal'), String(id));
        await page
            .locator('[aria-live=polite]', { hasText: 'Новый отказ A-1: передумал' })
            .waitFor({ state: 'attached' });
        assert.equal(await page.evaluate(() => window.stillHere), true);
    }));

test('the list takes in what matches its filters and leaves out what does not', () =>
    visit({}, async (page) => {
        await enter(page, '/refusals?reason=refused.late');
        await page.getByText('Под эти условия ничего не подходит.').waitFor();
        const other = await refuse('A-2');
        const late = await refuse('A-3', 'refused.late');
        await ofRefusal(page, late).waitFor();
        assert.equal(await page.textContent('[data-testid=total]'), '1');
        assert.equal(await ofRefusal(page, other).count(), 0);
    }));

test('an open page of one refusal follows what happens to it', () =>
    visit({}, async (page) => {
        const id = await refuse('A-4');
        await enter(page, `/refusals/${id}`);
        await page.locator('.entry').nth(1).waitFor();
        assert.equal(await page.locator('.leg.done').count(), 0);
        await sql("SELECT refusal.scan('acme', 'A-4', 'DEPOT', direction => 'out')", 'warehouse');
        await page.locator('.refusal-head .badge', { hasText: 'возврат в пути' }).waitFor();
        await page.locator('.leg.underway').first().waitFor();
        await sql("SELECT refusal.scan('acme', 'A-4', 'SORT', direction => 'in')", 'warehouse');
        await page.locator('.leg.done').first().waitFor();
        assert.equal(await page.locator('.map-leg.done').count(), 1);
    }));

test('what was decided elsewhere leaves the list of what waits', () =>
    visit({}, async (page) => {
        const id = await refuse('A-5', 'refused.late');
        await enter(page, '/refusals?waiting=true');
        await ofRefusal(page, id).waitFor();
        await sql(`SELECT refusal.decide(${id}, 'hold')`, 'acme_oms');
        await ofRefusal(page, id).waitFor({ state: 'detached' });
    }));
