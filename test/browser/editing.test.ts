// Editing as a person does it: palette, wires, inspector, problems and their fixes, undo and redo, keys, and all of
// it still there after a reload.

import type { Locator, Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { test } from './app.ts';

const canvas = (page: Page) => page.getByRole('application', { name: 'Network canvas' });
/** The card of a node, found by what it says to a screen reader: name, kind, attributes, output. */
const card = (page: Page, name: string) => canvas(page).getByRole('group', { name: new RegExp(`^${name}, `) });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const problemsTab = (page: Page) => page.getByRole('tab', { name: /^Problems/ });
const undo = (page: Page) => page.getByRole('button', { name: 'Undo' });

async function setField(field: Locator, value: string): Promise<void> {
  await field.fill(value);
  await field.press('Enter');
}

/** The middle of something on the page, once it has stopped moving: a canvas is fitted shortly after it is drawn. */
async function middleOf(locator: Locator): Promise<{ x: number; y: number }> {
  for (let before = await locator.boundingBox(); ; ) {
    await locator.page().waitForTimeout(300);
    const box = await locator.boundingBox();
    if (!box) throw new Error('It has no place on the page.');
    if (box.x === before?.x && box.y === before.y) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    before = box;
  }
}

describe('editing', () => {
  test('follows an attribute through every shape, and takes it back by undo', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'conv1').click();
    const channels = inspector(page).getByRole('textbox', { name: 'Out channels' });
    expect(await channels.inputValue()).toBe('16');
    await setField(channels, '24');
    await card(page, 'conv1').and(page.getByRole('group', { name: /output 24×16×16, 624 parameters/ })).waitFor();
    await card(page, 'conv2').and(page.getByRole('group', { name: /output 32×8×8, 19,232 parameters/ })).waitFor();

    await page.getByRole('tab', { name: 'Summary' }).click();
    await expect.poll(() => page.getByRole('tabpanel', { name: 'Summary' }).innerText()).toMatch(/Total parameters\s+24,986/);

    await canvas(page).focus();
    await page.keyboard.press('Control+z');
    await page.getByRole('group', { name: /^conv1, .* output 16×16×16/ }).waitFor();
    await page.keyboard.press('Control+Shift+z');
    await page.getByRole('group', { name: /^conv1, .* output 24×16×16/ }).waitFor();
    await undo(page).click();
    await page.getByRole('group', { name: /^conv1, .* output 16×16×16/ }).waitFor();
    expect(await undo(page).isDisabled()).toBe(true);
  });

  test('shows a problem where it breaks, keeps from training, and mends it by a click', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'conv2').click();
    await setField(inspector(page).getByRole('textbox', { name: 'Groups' }), '3');
    const message = 'groups 3 does not divide the 16 input channels';
    await inspector(page).getByRole('alert').getByText(message).waitFor();
    await card(page, 'conv2').getByRole('img', { name: message }).waitFor();
    expect(await page.getByRole('button', { name: 'Train', exact: true }).getAttribute('aria-disabled')).toBe('true');

    await problemsTab(page).click();
    const list = page.getByRole('list', { name: 'Problems' });
    await list.getByText(message).waitFor();
    await list.getByRole('button', { name: 'Set groups to 1' }).click();
    await page.getByText('No problems: the network is ready to train.').waitFor();
    expect(await page.getByRole('button', { name: 'Train', exact: true }).getAttribute('aria-disabled')).not.toBe('true');
  });

  test('refuses a value that makes no sense, in one sentence, and changes nothing', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'conv1').click();
    const stride = inspector(page).getByRole('textbox', { name: 'Stride' });
    await stride.fill('-2');
    await inspector(page).getByRole('alert').getByText('of at least 1').waitFor();
    await stride.press('Escape');
    expect(await stride.inputValue()).toBe('1');
    expect(await undo(page).isDisabled()).toBe(true);
  });

  test('adds a layer from the palette behind the selected one, and deletes it by key', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'pool2').click();
    await page.getByRole('searchbox', { name: 'Search layers' }).fill('dropout');
    await page.getByRole('button', { name: 'Add Dropout' }).click();
    const added = card(page, 'drop1').and(page.getByRole('group', { name: /output 32×4×4/ }));
    await added.waitFor();
    await page.getByRole('img', { name: /^Wire from drop1 to flatten1/ }).waitFor({ state: 'attached' });

    await canvas(page).focus();
    await page.keyboard.press('Control+z');
    await added.waitFor({ state: 'detached' });
    await page.keyboard.press('Control+y');
    await added.waitFor();
    await added.click();
    await page.keyboard.press('Control+Delete');
    await added.waitFor({ state: 'detached' });
    await page.getByRole('img', { name: /^Wire from pool2 to flatten1/ }).waitFor({ state: 'attached' });
  });

  test('splices a layer into a wire that it is dropped on', async ({ openApp }) => {
    const page = await openApp();
    const [from, to] = [await middleOf(card(page, 'relu2')), await middleOf(card(page, 'pool2'))];
    const { x = 0, y = 0 } = (await canvas(page).boundingBox()) ?? {};
    const targetPosition = { x: (from.x + to.x) / 2 - x, y: (from.y + to.y) / 2 - y };
    await page.getByRole('button', { name: 'Add GELU' }).dragTo(canvas(page), { targetPosition });
    await page.getByRole('img', { name: /^Wire from relu2 to gelu1/ }).waitFor({ state: 'attached' });
    await page.getByRole('img', { name: /^Wire from gelu1 to pool2/ }).waitFor({ state: 'attached' });
    await page.getByRole('group', { name: /^gelu1, GELU.* output 32×8×8/ }).waitFor();
  });

  test('searches and adds by keyboard alone', async ({ openApp }) => {
    const page = await openApp();
    await canvas(page).focus();
    await page.keyboard.press('k');
    const dialog = page.getByRole('dialog', { name: 'Add a layer' });
    await dialog.getByRole('combobox', { name: 'Search layers' }).waitFor();
    await page.keyboard.type('tanh');
    await page.keyboard.press('Enter');
    await dialog.waitFor({ state: 'detached' });
    await card(page, 'tanh1').waitFor();
  });

  test('opens a template that is ready to train', async ({ openApp }) => {
    const page = await openApp();
    await page.getByRole('button', { name: 'Templates' }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'LeNet-5' }).click();
    await expect.poll(() => page.getByRole('textbox', { name: 'Document name' }).inputValue()).toBe('LeNet-5');
    await page.getByRole('group', { name: /parameters/ }).first().waitFor();
    await problemsTab(page).click();
    await page.getByText('No problems: the network is ready to train.').waitFor();
  });

  test('saves by itself, and a reload brings everything back', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'fc1').click();
    await setField(inspector(page).getByRole('textbox', { name: 'Node name' }), 'Classifier');
    await page.getByRole('textbox', { name: 'Document name' }).fill('My digits');
    await page.getByRole('textbox', { name: 'Document name' }).press('Enter');
    await page.getByRole('tab', { name: 'Summary' }).click();
    await page.getByRole('table').waitFor();
    await page.reload();
    await expect.poll(() => page.getByRole('textbox', { name: 'Document name' }).inputValue()).toBe('My digits');
    await card(page, 'Classifier').waitFor();
    expect(await page.getByRole('tab', { name: 'Summary' }).getAttribute('aria-selected')).toBe('true');
    expect(await inspector(page).getByRole('textbox', { name: 'Node name' }).inputValue()).toBe('Classifier');
  });

  test('shows the compiled plan, measures it, and leads from a kernel call to its node', async ({ openApp }) => {
    const page = await openApp();
    await page.getByRole('tab', { name: 'Plan' }).click();
    const table = page.getByRole('table', { name: 'Kernel calls' });
    // 32×8×8 outputs of 16·25 multiply-adds each, for 100 images.
    const call = table.getByRole('row', { name: /^forward conv2 \S+ 16×8×8 → 32×8×8 164 M .* not measured$/ });
    await call.waitFor();
    await page.getByRole('button', { name: 'Measure' }).click();
    const shares = table.getByRole('cell', { name: /^[\d.]+%$/ });
    await shares.first().waitFor();
    const total = (await shares.allInnerTexts()).reduce((sum, text) => sum + parseFloat(text), 0);
    // Each is rounded to a tenth.
    expect(Math.abs(total - 100)).toBeLessThan(0.05 * (await shares.count()) + 0.01);
    await table.getByRole('button', { name: 'conv2' }).first().click();
    expect(await inspector(page).getByRole('textbox', { name: 'Node name' }).inputValue()).toBe('conv2');
    await setField(inspector(page).getByRole('textbox', { name: 'Groups' }), '3');
    await page.getByText('The plan is shown when the network has no errors').waitFor();
  });

  test('tells its shortcuts', async ({ openApp }) => {
    const page = await openApp();
    await canvas(page).focus();
    await page.keyboard.press('?');
    await page.getByRole('dialog').getByText('Delete and reconnect').waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'detached' });
  });
});
