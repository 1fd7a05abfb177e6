import assert from 'node:assert/strict';
import { test } from 'node:test';
import { visit } from './support/browser.mjs';
import { base, refuse, sql } from './support/cabinet.mjs';

const focused = (page) =>
    page.evaluate(
        () => document.activeElement?.textContent?.trim() || document.activeElement?.getAttribute('name'),
    );

// Tab until the focus is on what is looked for; everything is within two hundred steps, or is not reachable.
async function tabTo(page, text) {
    for (let step = 0; step < 200; step += 1) {
        await page.keyboard.press('Tab');
        if ((await focused(page)) === text) return;
    }
    throw new Error(`"${text}" is not reached with the Tab key`);
}

const isSeen = (page) =>
    page.evaluate(() => {
        const style = getComputedStyle(document.activeElement);
        return style.outlineStyle !== 'none' && Number.parseFloat(style.outlineWidth) >= 2;
    });

test('with the keyboard alone one signs in, finds a refusal and decides it', () =>
    visit({}, async (page) => {
        const id = await refuse('A-13', 'refused.contents.quality');
        await sql(`SELECT refusal.override(${id}, 'hold', accept_cost => true)`, 'acme_oms');
        await page.goto(base());
        await page.waitForFunction(() => document.activeElement?.getAttribute('name') === 'login');
        await page.keyboard.type('anna');
        await page.keyboard.press('Tab');
        await page.keyboard.type("anna's password");
        await page.keyboard.press('Enter');
        await page.waitForSelector('.tiles');
        await page.keyboard.press('Tab');
        assert.equal(await focused(page), 'К содержанию');
        assert.ok(await isSeen(page));
        await tabTo(page, 'Отказы');
        assert.ok(await isSeen(page));
        await page.keyboard.press('Enter');
        await page.waitForSelector('.table-row');
        await page.keyboard.press('/');
        await page.keyboard.type('A-13');
        await page.locator('[data-testid=total]', { hasText: /^1$/ }).waitFor();
        await tabTo(page, 'A-13');
        await page.keyboard.press('Enter');
        await page.waitForSelector('.actions button');
        await tabTo(page, 'Вернуть');
        await page.keyboard.press('Enter');
        await page.waitForSelector('dialog[open]');

        // Escape leaves without doing it, and the focus is back where it was.
        await page.keyboard.press('Escape');
        await page.waitForSelector('dialog', { state: 'detached' });
        assert.equal(await focused(page), 'Вернуть');
        await page.keyboard.press('Enter');
        await page.waitForSelector('dialog[open]');
        await tabTo(page, 'Вернуть');
        await page.keyboard.press('Enter');
        await page.waitForSelector('dialog', { state: 'detached' });
        assert.equal(
            await sql(`SELECT state FROM refusal.refusal WHERE refusal_id = ${id}`),
            'return_planned',
        );
    }));

test('the arrows go from row to row of the list', () =>
    visit({}, async (page) => {
        await page.goto(base());
        await page.fill('[name=login]', 'anna');
        await page.fill('[name=password]', "anna's password");
        await page.keyboard.press('Enter');
        await page.waitForSelector('.tiles');
        await page.goto(`${base()}/refusals`);
        await page.locator('.row-link').first().focus();
        const first = await focused(page);
        await page.keyboard.press('ArrowDown');
        assert.notEqual(await focused(page), first);
        await page.keyboard.press('ArrowUp');
        assert.equal(await focused(page), first);
    }));
