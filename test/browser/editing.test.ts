// Editing as a person does it: palette, wires, inspector, problems and their fixes, undo and redo, keys, and all of
// it still there after a reload.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Locator, Page } from 'playwright-core';
import { describe, expect, onTestFinished } from 'vitest';
import { dropOnPage } from '../support/drop-on-page.ts';
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

  test('pastes beside what is there, and refuses what cannot be opened with its place', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'conv1').waitFor();
    const cards = canvas(page).locator('.react-flow__node');
    const count = await cards.count();
    /** What the keys bring, without the system's clipboard. */
    const paste = (text: string) => canvas(page).evaluate((element, data) => {
      const clipboardData = new DataTransfer();
      clipboardData.setData('text/plain', data);
      element.dispatchEvent(new ClipboardEvent('paste', { clipboardData, bubbles: true, cancelable: true }));
    }, text);
    const copied = (kind: string, x: number) => JSON.stringify({
      format: 'convloom', version: 1, name: 'copied', graph: { nodes: { a: { kind } }, edges: {} }, layout: { nodes: { a: { x, y: 0 } } },
    });
    await paste(copied('ReLU', 0));
    await paste(copied('ReLU', 0));
    await paste(copied('ReLU', 0));
    await expect.poll(() => cards.count()).toBe(count + 3);
    const places = await cards.evaluateAll((all) => all.map((each) => each.style.transform));
    expect(new Set(places).size).toBe(count + 3);

    const tooFar = 'layout.nodes.a.x: expected a number from -1,000,000 to 1,000,000, received 1e+300';
    await paste(copied('ReLU', 1e300));
    await page.getByText(`The clipboard could not be pasted: ${tooFar}`).waitFor();
    await paste(copied('Telepathy', 0));
    await page.getByText('The clipboard could not be pasted: graph.nodes.a: a is of kind "Telepathy"').waitFor();
    const folder = mkdtempSync(join(tmpdir(), 'convloom-drop-'));
    onTestFinished(() => rmSync(folder, { recursive: true }));
    writeFileSync(join(folder, 'far.json'), copied('ReLU', 1e300));
    await dropOnPage(page, join(folder, 'far.json'));
    await page.getByText(`far.json could not be opened: ${tooFar}`).waitFor();
    expect(await cards.count()).toBe(count + 3);
    expect(await page.getByRole('textbox', { name: 'Document name' }).inputValue()).toBe('MNIST CNN');
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
