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
const looks = ['light', 'dark'].flatMap((colorScheme) =>
    ['ru', 'en'].map((language) => ({ colorScheme, language })),
);

const widerThanTheWindow = (page) =>
    page.evaluate(() => document.documentElement.scrollWidth > document.documentElement.clientWidth);

async function addresses() {
    const planned = await sql(`SELECT max(refusal_id) FROM refusal.refusal JOIN refusal.shop USING (shop_id)
        WHERE code = 'acme' AND state = 'return_planned'`);
    const id = planned || (await refuse('L-1201'));
    const scenario = await sql(`SELECT max(scenario_id)
        FROM refusal.scenario JOIN refusal.shop USING (shop_id) WHERE code = 'acme'`);
    return {
        today: '/',
        refusals: '/refusals',
        waiting: '/refusals?waiting=true',
        refusal: `/refusals/${id}`,
        scenario: `/scenario/${scenario}`,
        figures: '/figures',
    };
}

for (const { name, ...size } of windows) {
    for (const { colorScheme, language } of looks) {
        const look = `${name}-${colorScheme}-${language}`;
        test(`${look}: no page is wider than the window`, () =>
            visit({ ...size, colorScheme }, async (page) => {
                const pages = await addresses();
                await page.addInitScript((chosen) => localStorage.setItem('language', chosen), language);
                await enter(page);
                for (const [title, path] of Object.entries(pages)) {
                    await page.goto(base() + path);
                    await page.waitForSelector('h1');
                    await page.waitForFunction(() => document.querySelector('.loading') === null);
                    assert.equal(await widerThanTheWindow(page), false, title);
                    await page.screenshot({
                        path: `${process.env.PICTURES}/${title}-${look}.png`,
                        fullPage: title !== 'refusals',
                    });
                }
            }));
    }
}
