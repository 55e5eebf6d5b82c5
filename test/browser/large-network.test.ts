// Hundreds of cards, all in view: whatever is done to all of them reaches every one.

import { expect } from 'vitest';
import { test } from './app.ts';

const count = 400;

/** A chain in rows of twenty cards. */
function chain(): string {
  const kinds = ['Input', ...Array.from({ length: count - 2 }, () => 'ReLU'), 'Output'];
  const id = (i: number) => `n${i}`;
  return JSON.stringify({
    format: 'convloom', version: 1, name: 'Many',
    graph: {
      nodes: Object.fromEntries(kinds.map((kind, i) => [id(i), { kind, ...(kind === 'Input' && { attrs: { shape: [1, 8, 8] } }) }])),
      edges: Object.fromEntries(kinds.slice(1).map((_, i) => [`e${i}`, { source: id(i), sourcePort: 'out', target: id(i + 1), targetPort: 'in' }])),
    },
    layout: { nodes: Object.fromEntries(kinds.map((_, i) => [id(i), { x: (i % 20) * 264, y: Math.floor(i / 20) * 144 }])) },
  });
}

test('every card of hundreds is shown, selected, deleted, brought back, and moved', async ({ openApp }) => {
  const page = await openApp();
  const chosen = page.waitForEvent('filechooser');
  await page.getByRole('button', { name: /^Open/ }).first().click();
  await (await chosen).setFiles({ name: 'many.json', mimeType: 'application/json', buffer: Buffer.from(chain()) });
  const cards = page.locator('.react-flow__node');
  const selected = page.locator('.react-flow__node.selected');
  // All of them, since the network is fitted to the canvas as a whole.
  await expect.poll(() => cards.count()).toBe(count);
  await page.getByRole('application', { name: 'Network canvas' }).or(page.locator('.react-flow')).first().focus();
  await page.keyboard.press('Control+a');
  await expect.poll(() => selected.count()).toBe(count);
  await page.keyboard.press('Escape');
  await expect.poll(() => selected.count()).toBe(0);
  await page.keyboard.press('Control+a');
  await page.keyboard.press('Delete');
  await expect.poll(() => cards.count()).toBe(0);
  await page.keyboard.press('Control+z');
  await expect.poll(() => cards.count()).toBe(count);

  // What is taken hold of right after the key is what the key chose.
  await page.keyboard.press('Control+a');
  const first = await page.locator('.react-flow__node[data-id="n0"]').boundingBox();
  const last = () => page.locator(`.react-flow__node[data-id="n${count - 1}"]`).boundingBox();
  const before = await last();
  if (!first || !before) throw new Error('Cards of a fitted network must be in view.');
  await page.mouse.move(first.x + first.width / 2, first.y + first.height / 2);
  await page.mouse.down();
  expect(await selected.count()).toBe(count);
  await page.mouse.move(first.x + first.width / 2 + 20, first.y + first.height / 2 + 30, { steps: 3 });
  await page.mouse.up();
  await expect.poll(async () => ((await last())?.y ?? 0) - before.y).toBeGreaterThan(15);
});
