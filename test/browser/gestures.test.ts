// What the pointer selects, moves and draws on the canvas, and that Escape takes the gesture in hand back.

import type { Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { test } from './app.ts';

const canvas = (page: Page) => page.getByRole('application', { name: 'Network canvas' });
const card = (page: Page, name: string) => canvas(page).getByRole('group', { name: new RegExp(`^${name}, `) });
const wire = (page: Page, from: string, to: string) =>
  page.getByRole('img', { name: new RegExp(`^Wire from ${from} to ${to}`) });
const undo = (page: Page) => page.getByRole('button', { name: 'Undo' });
const key = (page: Page, keys: string) => page.keyboard.press(keys);
const count = (page: Page) => canvas(page).locator('.react-flow__node').count();
/** Names of the selected cards, as the document has them. */
async function selected(page: Page): Promise<string[]> {
  const cards = canvas(page).locator('.react-flow__node.selected');
  return (await cards.evaluateAll((each) => each.map((element) => element.getAttribute('data-id') ?? ''))).sort();
}

interface Point {
  readonly x: number;
  readonly y: number;
}

/** The middle of a card once the canvas has been fitted and stands still. */
async function place(page: Page, name: string): Promise<Point> {
  for (let before = await card(page, name).boundingBox(); ; ) {
    await page.waitForTimeout(200);
    const box = await card(page, name).boundingBox();
    if (!box) throw new Error(`${name} is not on the page.`);
    if (box.x === before?.x && box.y === before.y) return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
    before = box;
  }
}

async function port(page: Page, name: string, side: 'source' | 'target'): Promise<Point> {
  const box = await card(page, name).locator(`.react-flow__handle.${side}`).boundingBox();
  if (!box) throw new Error(`${name} has no port on the page.`);
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 };
}

/** Presses, moves in steps, and holds. */
async function pull(page: Page, from: Point, to: Point): Promise<void> {
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 5 });
}

async function box(page: Page, from: Point, to: Point, keys: readonly string[] = ['Shift']): Promise<void> {
  for (const each of keys) await page.keyboard.down(each);
  await pull(page, from, to);
  await page.mouse.up();
  for (const each of keys) await page.keyboard.up(each);
}

describe('what a click selects', () => {
  test('is the card alone, also of many that were selected by key or by a box', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'conv1').waitFor();
    const all = await count(page);
    await canvas(page).focus();
    await key(page, 'Control+a');
    expect(await selected(page)).toHaveLength(all);
    await card(page, 'conv2').click();
    expect(await selected(page)).toEqual(['conv2']);
    await key(page, 'Delete');
    await expect.poll(() => count(page)).toBe(all - 1);
    await key(page, 'Control+z');
    await expect.poll(() => count(page)).toBe(all);

    const [first, last] = [await place(page, 'conv1'), await place(page, 'pool2')];
    await box(page, { x: first.x - 120, y: first.y - 50 }, { x: last.x + 20, y: last.y + 20 });
    expect(await selected(page)).toEqual(['conv1', 'conv2', 'pool1', 'pool2', 'relu1', 'relu2']);
    await card(page, 'relu1').click();
    expect(await selected(page)).toEqual(['relu1']);
  });

  test('is as before while keys are held, and a hand that trembles clicks too', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'conv1').click();
    await card(page, 'conv2').click({ modifiers: ['Control'] });
    await card(page, 'relu2').click({ modifiers: ['Shift'] });
    expect(await selected(page)).toEqual(['conv1', 'conv2', 'relu2']);
    await card(page, 'conv2').click({ modifiers: ['Shift'] });
    await card(page, 'conv1').click({ modifiers: ['Control'] });
    expect(await selected(page)).toEqual(['relu2']);
    const { x, y } = await place(page, 'fc1');
    await page.mouse.move(x, y);
    await page.mouse.down();
    await page.mouse.move(x + 2, y + 1);
    await page.mouse.up();
    expect(await selected(page)).toEqual(['fc1']);
    expect(await undo(page).isDisabled()).toBe(true);
  });

  test('is one wire, whose deletion leaves every card', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'conv1').waitFor();
    const all = await count(page);
    await canvas(page).focus();
    await key(page, 'Control+a');
    const [from, to] = [await port(page, 'conv1', 'source'), await port(page, 'relu1', 'target')];
    await page.mouse.click((from.x + to.x) / 2, (from.y + to.y) / 2);
    await key(page, 'Delete');
    await wire(page, 'conv1', 'relu1').waitFor({ state: 'detached' });
    await wire(page, 'conv2', 'relu2').waitFor({ state: 'attached' });
    expect(await count(page)).toBe(all);
  });

  test('under the right button is the card alone, or all that are selected where it is one of them', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'conv1').click();
    await card(page, 'relu1').click({ modifiers: ['Control'] });
    await card(page, 'relu1').click({ button: 'right' });
    await page.getByRole('menu').waitFor();
    expect(await selected(page)).toEqual(['conv1', 'relu1']);
    await key(page, 'Escape');
    await page.getByRole('menu').waitFor({ state: 'detached' });
    expect(await selected(page)).toEqual(['conv1', 'relu1']);
    await card(page, 'pool2').click({ button: 'right' });
    await page.getByRole('menuitem', { name: /^Delete\b(?! and)/ }).click();
    await card(page, 'pool2').waitFor({ state: 'detached' });
    await card(page, 'conv1').waitFor();
  });

  test('in a text field Delete and Backspace are the field’s', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'conv1').click();
    const all = await count(page);
    const field = page.getByRole('complementary', { name: 'Inspector' }).getByRole('textbox', { name: 'Node name' });
    await field.fill('ab');
    await key(page, 'Home');
    await key(page, 'Delete');
    expect(await field.inputValue()).toBe('b');
    await key(page, 'Backspace');
    await key(page, 'Delete');
    await key(page, 'Delete');
    expect(await count(page)).toBe(all);
  });
});

describe('dragging', () => {
  test('one of many moves all, and a box adds to them where Ctrl is held', async ({ openApp }) => {
    const page = await openApp();
    const [first, pool1] = [await place(page, 'conv1'), await place(page, 'pool1')];
    await box(page, { x: first.x - 120, y: first.y - 50 }, { x: pool1.x - 120, y: pool1.y + 20 });
    expect(await selected(page)).toEqual(['conv1', 'relu1']);
    const second = await place(page, 'conv2');
    await box(page, { x: second.x - 120, y: second.y - 50 }, { x: second.x, y: second.y }, ['Control', 'Shift']);
    expect(await selected(page)).toEqual(['conv1', 'conv2', 'relu1']);
    const before = await place(page, 'conv2');
    await pull(page, first, { x: first.x + 48, y: first.y - 24 });
    await page.mouse.up();
    const after = await place(page, 'conv2');
    expect([after.x > before.x, after.y < before.y]).toEqual([true, true]);
    expect(await selected(page)).toEqual(['conv1', 'conv2', 'relu1']);
  });
});

describe('Escape', () => {
  test('puts cards that are being moved back, and the next move goes as ever', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'fc1').click();
    const before = await place(page, 'conv1');
    await pull(page, before, { x: before.x + 90, y: before.y + 40 });
    // Long enough for the document to have followed.
    await page.waitForTimeout(700);
    await key(page, 'Escape');
    expect(await place(page, 'conv1')).toEqual(before);
    await page.mouse.move(before.x + 140, before.y + 60);
    await page.mouse.up();
    expect(await place(page, 'conv1')).toEqual(before);
    expect(await selected(page)).toEqual(['fc1']);
    expect(await undo(page).isDisabled()).toBe(true);

    await pull(page, before, { x: before.x + 90, y: before.y + 40 });
    await page.mouse.up();
    expect(await place(page, 'conv1')).not.toEqual(before);
    await undo(page).click();
    expect(await place(page, 'conv1')).toEqual(before);
    expect(await undo(page).isDisabled()).toBe(true);
  });

  test('drops a wire that is being drawn or taken off, and wires are drawn as before', async ({ openApp }) => {
    const page = await openApp();
    await place(page, 'conv1');
    const from = await port(page, 'conv1', 'source');
    const pool2 = await port(page, 'pool2', 'target');
    await pull(page, from, pool2);
    await key(page, 'Escape');
    await page.mouse.up();
    const free = { x: from.x + 30, y: from.y + 60 };
    await pull(page, from, free);
    await key(page, 'Escape');
    await page.mouse.up();
    expect(await page.getByRole('dialog').count()).toBe(0);
    // The end of a wire, taken off its input.
    const end = await port(page, 'relu1', 'target');
    await pull(page, { x: end.x - 8, y: end.y }, free);
    await key(page, 'Escape');
    await page.mouse.up();
    await wire(page, 'conv1', 'relu1').waitFor({ state: 'attached' });
    expect(await undo(page).isDisabled()).toBe(true);

    await pull(page, from, pool2);
    await page.mouse.up();
    await wire(page, 'conv1', 'pool2').waitFor({ state: 'attached' });
  });

  test('leaves a box and what was selected before it', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'fc1').click();
    const first = await place(page, 'conv1');
    await page.keyboard.down('Shift');
    await pull(page, { x: first.x - 120, y: first.y - 60 }, { x: first.x + 300, y: first.y + 200 });
    expect((await selected(page)).length).toBeGreaterThan(2);
    await key(page, 'Escape');
    expect(await selected(page)).toEqual(['fc1']);
    await page.mouse.move(first.x + 400, first.y + 200);
    await page.keyboard.up('Shift');
    await page.mouse.up();
    expect(await selected(page)).toEqual(['fc1']);
    expect(await canvas(page).locator('.react-flow__selection').count()).toBe(0);
    await box(page, { x: first.x - 120, y: first.y - 60 }, { x: first.x, y: first.y });
    expect(await selected(page)).toEqual(['conv1']);
    // With nothing in hand it clears the selection.
    await key(page, 'Escape');
    expect(await selected(page)).toEqual([]);
  });

  test('drops a layer that is dragged from the palette, and closes the search for one', async ({ openApp }) => {
    const page = await openApp();
    const [relu2, pool2] = [await place(page, 'relu2'), await place(page, 'pool2')];
    const all = await count(page);
    const middle = { x: (relu2.x + pool2.x) / 2, y: (relu2.y + pool2.y) / 2 };
    const item = await page.getByRole('button', { name: 'Add GELU' }).boundingBox();
    await pull(page, { x: (item?.x ?? 0) + 20, y: (item?.y ?? 0) + 10 }, middle);
    await key(page, 'Escape');
    await page.mouse.up();
    await page.waitForTimeout(200);
    expect(await count(page)).toBe(all);
    expect(await canvas(page).locator('.wire-receiving').count()).toBe(0);

    await page.mouse.dblclick(relu2.x, relu2.y - 70);
    const search = page.getByRole('dialog', { name: 'Add a layer' });
    await search.getByRole('listbox').evaluate(() => { (document.activeElement as HTMLElement | null)?.blur(); });
    await key(page, 'Escape');
    await search.waitFor({ state: 'detached' });
    expect(await undo(page).isDisabled()).toBe(true);
    await canvas(page).focus();
    await key(page, 'k');
    await search.waitFor();
  });
});
