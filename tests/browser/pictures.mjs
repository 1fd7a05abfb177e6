// How the pages look, as files; and that none of them is wider than the window.
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, visit } from './support/browser.mjs';
import { base, refuse, sql } from './support/cabinet.mjs';

const windows = [
    { name: 'desktop', width: 1440, height: 900 },
    { name: 'phone', width: 390, height: 844, hasTouch: true },
    { name: 'small-phone', width: 320, height: 640, hasTouch: true },
];

const widerThanTheWindow = (page) => page.evaluate(() => document.documentElement.scrollWidth > window.innerWidth);

async function pagesOf(id) {
    const draft = await sql("SELECT max(scenario_id) FROM refusal.scenario JOIN refusal.shop USING (shop_id) WHERE code = 'acme'");
    return { today: '/', refusals: '/refusals', filters: '/refusals?waiting=true', refusal: `/refusals/${id}`, scenario: `/scenario/${draft}`, figures: '/figures' };
}

for (const { name, ...size } of windows) {
    for (const colorScheme of ['light', 'dark']) {
        for (const [language, user] of [['ru', 'anna'], ['en', 'anna']]) {
            test(`${name}, ${colorScheme}, ${language}: no page is wider than the window`, () => visit({ ...size, colorScheme }, async (page) => {
                const parcel = `L-12${String(windows.findIndex((window) => window.name === name) * 4 + (colorScheme === 'dark' ? 2 : 0) + (language === 'en' ? 1 : 0)).padStart(2, '0')}`;
                const id = await refuse(parcel);
                await page.addInitScript((chosen) => localStorage.setItem('language', chosen), language);
                await enter(page, '/', user);
                for (const [title, path] of Object.entries(await pagesOf(id))) {
                    await page.goto(base() + path);
                    await page.waitForSelector('h1');
                    await page.waitForLoadState('load');
                    await page.waitForFunction(() => document.querySelector('.loading') === null);
                    assert.equal(await widerThanTheWindow(page), false, title);
                    await page.screenshot({ path: `${process.env.PICTURES}/${title}-${name}-${colorScheme}-${language}.png`, fullPage: title !== 'refusals' });
                }
            }));
        }
    }
}
