// Pages in a browser, each watched: what it asks for elsewhere, what its policy forbids, and what it says
// went wrong.
import assert from 'node:assert/strict';
import { chromium } from 'playwright-core';
import { base } from './cabinet.mjs';

let browser = null;
export const people = { anna: "anna's password", nora: "nora's password" };
// Long enough for a machine that is busy with other things.
const patience = 60_000;

export async function openBrowser() {
    browser = await chromium.launch({
        executablePath: process.env.CHROMIUM,
        args: ['--headless', '--no-sandbox', '--disable-gpu', '--disable-background-networking'],
    });
}

export const closeBrowser = () => browser.close();

// An answer that says no is written to the console, too: whether somebody is signed in is found out by
// asking. While the server is away by intent there are more.
const expected = ({ text, url }, away) =>
    text.startsWith('Failed to load resource') && (away || /\/api\/(session|sign-in)$/.test(url));

// Runs `steps` with a new page of a new browser profile; fails on whatever must not happen on any page.
export async function visit(options, steps) {
    const { away = false, width = 1440, height = 900, ...rest } = options;
    const context = await browser.newContext({
        viewport: { width, height },
        locale: 'ru-RU',
        timezoneId: 'Asia/Tokyo',
        ...rest,
    });
    context.setDefaultTimeout(patience);
    const wrong = [];
    await context.addInitScript(() => {
        document.addEventListener('securitypolicyviolation', ({ violatedDirective, blockedURI }) =>
            console.error(`policy: ${violatedDirective} ${blockedURI}`),
        );
    });
    context.on('request', (request) => {
        const url = new URL(request.url());
        if (url.origin !== base() && url.protocol !== 'data:') wrong.push(`asked for ${request.url()}`);
    });
    const page = await context.newPage();
    page.on('pageerror', (error) => wrong.push(`error: ${error.message}`));
    page.on('console', (message) => {
        if (message.type() !== 'error') return;
        const said = { text: message.text(), url: message.location().url };
        if (!expected(said, away)) wrong.push(`console: ${said.text} ${said.url}`);
    });
    try {
        await steps(page, context);
        assert.deepEqual(wrong, []);
    } catch (error) {
        await page.screenshot({ path: `${process.env.PICTURES}/failed.png` }).catch(() => undefined);
        throw error;
    } finally {
        await context.close();
    }
}

export async function signIn(page, who = 'anna', password = people[who]) {
    await page.goto(base());
    await page.fill('[name=login]', who);
    await page.fill('[name=password]', password);
    await page.press('[name=password]', 'Enter');
}

// Signed in, and live.
export async function enter(page, path = '/', who = 'anna') {
    await signIn(page, who);
    await page.waitForSelector('.sections');
    if (path !== '/') await page.goto(base() + path);
    await page.waitForSelector('[data-connection=live]', { state: 'attached' });
}

export const ofRefusal = (page, id) => page.locator(`[data-refusal="${id}"]`);
