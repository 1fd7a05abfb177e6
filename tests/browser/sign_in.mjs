import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, ofRefusal, signIn, visit } from './support/browser.mjs';
import { base, refuse, sql } from './support/cabinet.mjs';

test('a wrong password is told as one, and lets nobody in', () =>
    visit({}, async (page) => {
        await signIn(page, 'anna', 'not hers');
        await page.waitForSelector('[role=alert]');
        assert.equal(await page.textContent('[role=alert]'), 'Неверный логин или пароль.');
        assert.equal(await page.locator('.sections').count(), 0);
        assert.equal(await page.inputValue('[name=password]'), '');
    }));

test('the right one shows the shop in the person’s language; signing out ends it', () =>
    visit({}, async (page) => {
        await enter(page);
        assert.equal(await page.textContent('h1'), 'Сегодня');
        assert.equal(await page.textContent('.shop-name'), 'Acme');
        await page.waitForSelector('html[lang=ru]'); // set once the texts are there
        await page.click('.user');
        await page.getByRole('button', { name: 'Выйти' }).click();
        await page.waitForSelector('[name=login]');
        await page.goto(`${base()}/refusals`);
        await page.waitForSelector('[name=login]');
    }));

test('the language is changed at the door and inside, and stays', () =>
    visit({}, async (page) => {
        const title = (name) => page.getByRole('heading', { name, level: 1 }).waitFor();
        await page.goto(`${base()}/`);
        await title('Личный кабинет');
        await page.getByRole('button', { name: 'English' }).click();
        await title('Cabinet');
        await signIn(page, 'anna', "anna's password");
        await title('Today');
        await page.click('.user');
        await page.getByRole('button', { name: 'Русский' }).click();
        await title('Сегодня');
        await page.waitForSelector('html[lang=ru]');
        await page.reload();
        await title('Сегодня');
    }));

test('who comes by a link is asked to sign in and then sees what it leads to', () =>
    visit({}, async (page) => {
        await page.goto(`${base()}/figures`);
        await page.fill('[name=login]', 'nora');
        await page.fill('[name=password]', "nora's password");
        await page.press('[name=password]', 'Enter');
        await page.getByRole('heading', { name: 'Figures', level: 1 }).waitFor();
    }));

test('another shop’s people see nothing of it, live or by its address', () =>
    visit({ away: true }, async (page) => {
        await enter(page, '/', 'nora');
        const foreign = await refuse('A-19');
        const own = await refuse('N-3', 'refused.changed_mind', 'nord');
        await ofRefusal(page, own).waitFor();
        assert.equal(await ofRefusal(page, foreign).count(), 0);
        await page.goto(`${base()}/refusals`);
        await ofRefusal(page, own).waitFor();
        assert.equal(await page.textContent('[data-testid=total]'), '1');
        await page.goto(`${base()}/refusals/${foreign}`);
        await page.getByText('There is no such refusal').waitFor();
        assert.equal(await page.getByText('A-19').count(), 0);
    }));

test('a shop whose time zone no browser knows has its pages, in UTC', async () => {
    const zone = (name) => sql(`UPDATE refusal.shop SET timezone = '${name}' WHERE code = 'nord'`);
    await zone('MSK');
    await visit({}, (page) => enter(page, '/', 'nora'));
    await zone('Europe/Moscow');
});
