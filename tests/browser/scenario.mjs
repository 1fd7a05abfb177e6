import assert from 'node:assert/strict';
import { test } from 'node:test';
import { enter, visit } from './support/browser.mjs';
import { sql, refuse } from './support/cabinet.mjs';

const ruleRow = (page, name) => page.locator(`tr[data-rule="${name}"]`);

test('what was in force is only read; a draft of it is edited, checked, tried, and put into force', () =>
    visit({}, async (page) => {
        await refuse('A-14', 'refused.late');
        await enter(page, '/scenario');
        await page.getByText('Эта версия уже действовала').waitFor();
        assert.equal(await page.locator('.rules input').count(), 0);
        await page.getByRole('button', { name: 'Черновик из этой версии' }).click();
        await page.locator('.rules input').first().waitFor();
        assert.equal(await page.locator('.rules tbody tr').count(), 5);

        // A mistake is found, and shown at its rule with an example.
        await ruleRow(page, 'too late: ask')
            .getByRole('button', { name: /Изменить правило/ })
            .click();
        await page.fill('dialog [name=name]', 'too late: storage');
        await page.selectOption('dialog [name=action]', 'return');
        await page.selectOption('dialog [name=default_action]', 'ask_shop');
        await page.getByLabel(/^Места назначения/).click();
        await page.locator('.multi-panel').getByText('Tver fulfilment').click();
        // It closes the list of boxes, not the dialog around it.
        await page.keyboard.press('Escape');
        await page.locator('.multi-panel').waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Готово' }).click();
        await page.getByText('Есть несохранённые изменения').waitFor();
        await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
        await page.locator('.finding.error').first().waitFor();
        await ruleRow(page, 'too late: storage')
            .getByText(/Возврат без места назначения/)
            .waitFor();
        await ruleRow(page, 'too late: storage')
            .getByText(/Пример: .*причина: нарушены сроки/)
            .waitFor();
        assert.ok(await page.getByRole('button', { name: 'Ввести в действие' }).isDisabled());

        // Mended, it may be tried on the past.
        await ruleRow(page, 'too late: storage')
            .getByRole('button', { name: /Изменить правило/ })
            .click();
        await page.selectOption('dialog [name=destination_kind]', 'storage');
        await page.getByRole('button', { name: 'Готово' }).click();
        await page.getByRole('button', { name: 'Сохранить', exact: true }).click();
        await page.locator('.finding.error').first().waitFor({ state: 'detached' });
        await page.getByRole('button', { name: 'Посчитать' }).click();
        const picture = page.locator('[data-testid=simulation]');
        await picture.waitFor();
        await picture
            .getByRole('row', { name: /Возврат: Moscow storage/ })
            .first()
            .waitFor();

        await page.getByRole('button', { name: 'Ввести в действие' }).click();
        await page.locator('dialog').getByText('Версия 2 начнёт решать').waitFor();
        await page.locator('dialog').getByRole('button', { name: 'Ввести в действие' }).click();
        await page.getByText('Эта версия уже действовала').waitFor();
        const inForce = await sql(`SELECT version FROM refusal.scenario JOIN refusal.shop USING (shop_id)
            WHERE code = 'acme' AND status = 'active'`);
        assert.equal(inForce, '2');
        const id = await refuse('A-12', 'refused.late');
        assert.equal(
            await sql(`SELECT state FROM refusal.refusal WHERE refusal_id = ${id}`),
            'return_planned',
        );
    }));

test('rules are added, copied, moved and deleted, and none of it counts before it is saved', () =>
    visit({}, async (page) => {
        await enter(page, '/scenario', 'nora');
        await page.getByRole('button', { name: 'Draft from this version' }).click();
        await page.locator('.rules input').first().waitFor();
        await page.getByRole('button', { name: 'Add a rule' }).click();
        await page.fill('dialog [name=name]', 'dear: Tver');
        await page.getByLabel('value from').fill('2000.01');
        await page.selectOption('dialog [name=destination_kind]', '');
        await page.getByLabel(/^Destinations/).click();
        await page.locator('.multi-panel').getByText('Tver fulfilment').click();
        await page.keyboard.press('Escape');
        await page.getByRole('button', { name: 'Done' }).click();
        await ruleRow(page, 'dear: Tver').getByRole('button', { name: /^Copy/ }).click();
        await ruleRow(page, 'dear: Tver (2)').getByRole('button', { name: /^Up/ }).click();
        const names = () =>
            page.locator('.rules tbody tr').evaluateAll((rows) => rows.map((row) => row.dataset.rule));
        assert.deepEqual(await names(), ['dear: Tver (2)', 'dear: Tver', 'everything: Petersburg']);
        await ruleRow(page, 'dear: Tver (2)')
            .getByRole('button', { name: /^Delete/ })
            .click();
        const saved = () =>
            sql(`SELECT string_agg(rule.name, ', ' ORDER BY rank NULLS LAST) 
                FROM refusal.rule JOIN refusal.scenario USING (scenario_id) JOIN refusal.shop USING (shop_id)
                WHERE code = 'nord' AND version = 2`);
        assert.equal(await saved(), 'everything: Petersburg');
        await page.getByRole('button', { name: 'Save', exact: true }).click();
        await page.getByText('Saved and checked').waitFor();
        assert.equal(await saved(), 'dear: Tver, everything: Petersburg');

        // Somebody with unsaved changes is asked before they are lost.
        await ruleRow(page, 'dear: Tver').getByRole('spinbutton').fill('7');
        await ruleRow(page, 'dear: Tver').getByRole('spinbutton').blur();
        page.once('dialog', (dialog) => dialog.dismiss());
        await page.getByRole('link', { name: 'Today' }).click();
        await page.getByText('There are unsaved changes').waitFor();
        await page.getByRole('button', { name: 'Discard changes' }).click();
        await page.getByRole('button', { name: 'Delete the draft' }).click();
        await page.locator('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
        await page.locator('.note').waitFor();
        assert.equal(
            await sql(
                "SELECT count(*) FROM refusal.scenario JOIN refusal.shop USING (shop_id) WHERE code = 'nord'",
            ),
            '1',
        );
    }));

test('a live connection that begins anew takes nobody what is not saved yet', () =>
    visit({}, async (page) => {
        await page.addInitScript(() => {
            const Plain = window.EventSource;
            window.EventSource = class extends Plain {
                constructor(address) {
                    super(address);
                    window.stream = this;
                }
            };
        });
        await enter(page, '/scenario', 'nora');
        await page.getByRole('button', { name: 'Draft from this version' }).click();
        await page.locator('.rules input').first().waitFor();
        await page.getByRole('button', { name: 'Add a rule' }).click();
        await page.fill('dialog [name=name]', 'not saved yet');
        await page.getByRole('button', { name: 'Done' }).click();
        await ruleRow(page, 'not saved yet').waitFor();
        const asked = [];
        page.on('request', (request) => asked.push(new URL(request.url()).pathname));
        const words = page.waitForResponse(/vocabulary/);
        await page.evaluate(() => {
            const data = JSON.stringify({ resume: '' });
            window.stream.dispatchEvent(new MessageEvent('reset', { data }));
        });
        await words;
        // It asks for all that it asks for at once.
        assert.deepEqual(
            asked.filter((path) => path.startsWith('/api/scenarios')),
            [],
        );
        await ruleRow(page, 'not saved yet').waitFor();
        await page.getByRole('button', { name: 'Discard changes' }).click();
        await page.getByRole('button', { name: 'Delete the draft' }).click();
        await page.locator('dialog').getByRole('button', { name: 'Delete', exact: true }).click();
        await page.locator('.note').waitFor();
    }));
