// The Health lens on real runs: a deep network of sigmoids is diagnosed and mended by a click, which can be undone; wires and
// cards show it; a healthy network has nothing to say.

import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect } from 'vitest';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(1000, 100);
});
afterAll(() => mnist?.remove());

const lensOf = (page: Page) => page.getByRole('tabpanel', { name: 'Health' });

/** A network file of layers of sigmoids. */
function deepSigmoids(): string {
  const kinds = ['Flatten', ...[1, 2, 3, 4, 5].flatMap(() => ['Linear', 'Sigmoid']), 'Linear'];
  const nodes: Record<string, unknown> = { input: { kind: 'Input', attrs: { shape: [1, 28, 28] } } };
  const edges: Record<string, unknown> = {};
  const places: Record<string, unknown> = { input: { x: 0, y: 0 } };
  let last = 'input';
  const add = (id: string, node: unknown, i: number) => {
    nodes[id] = node;
    places[id] = { x: 240 * ((i + 1) % 7), y: 120 * Math.floor((i + 1) / 7) };
    edges[`e${i + 1}`] = { source: last, sourcePort: 'out', target: id, targetPort: 'in' };
    last = id;
  };
  kinds.forEach((kind, i) => add(`${kind.toLowerCase()}${i}`, { kind, ...(kind === 'Linear' && { attrs: { outFeatures: i === kinds.length - 1 ? 10 : 24 } }) }, i));
  add('output', { kind: 'Output' }, kinds.length);
  return JSON.stringify({
    format: 'convloom', version: 1, name: 'Deep sigmoids', graph: { nodes, edges }, layout: { nodes: places },
    training: { dataset: 'mnist', loss: 'crossEntropy', optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0, weightDecay: 0 }, batchSize: 50, epochs: 1000, seed: 1, shuffle: true, validation: 'test' },
  });
}

async function train(page: Page): Promise<void> {
  await page.getByRole('tab', { name: 'Training' }).click();
  await page.getByRole('button', { name: 'Train', exact: true }).click();
  await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
}

test('names what hinders a deep network of sigmoids, and mends it', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }) });
  await page.getByRole('textbox', { name: 'Document name' }).waitFor();
  const dropped = await page.evaluateHandle((text) => {
    const files = new DataTransfer();
    files.items.add(new File([text], 'deep.json', { type: 'application/json' }));
    return files;
  }, deepSigmoids());
  await page.locator('.react-flow__pane').dispatchEvent('drop', { dataTransfer: dropped });
  await expect.poll(() => page.getByRole('textbox', { name: 'Document name' }).inputValue()).toBe('Deep sigmoids');
  await train(page);

  // The canvas shows it whatever tab is open: the gradient on each wire, a badge on the card.
  await page.locator('.wire-label').filter({ hasText: /^∇ \d/ }).first().waitFor({ state: 'attached', timeout: 60_000 });
  await page.locator('.health-badge').filter({ hasText: 'of last' }).waitFor();
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Health', exact: true }).click();
  const lens = lensOf(page);
  const vanishing = lens.getByRole('listitem').filter({ hasText: /^Gradients vanish before linear1: \de-\d of the last layer’s/ });
  await vanishing.waitFor({ timeout: 60_000 });
  await lens.getByText(/updates are those of one step/).waitFor({ timeout: 60_000 });
  for (const title of ['Gradient norm', 'Update ratio', 'Dead, saturated']) await lens.getByRole('figure', { name: title }).waitFor();
  await expect.poll(() => lens.getByRole('figure', { name: 'Gradient norm' }).getByRole('button', { name: 'Log scale' }).getAttribute('aria-pressed')).toBe('true');
  expect(await lens.getByRole('table', { name: 'Outputs of layers' }).getByRole('row').count()).toBe(14);
  if (process.env['CONVLOOM_SHOTS']) await page.screenshot({ path: `${process.env['CONVLOOM_SHOTS']}/health-ill.png` });

  // Switched off, wires tell shapes again.
  await lens.getByRole('switch', { name: 'On the canvas' }).uncheck();
  await page.locator('.wire-label').filter({ hasText: '∇' }).first().waitFor({ state: 'detached' });
  await lens.getByRole('switch', { name: 'On the canvas' }).check();

  await vanishing.getByRole('button', { name: 'Replace Sigmoid by ReLU' }).click();
  await page.locator('.card-name').filter({ hasText: 'relu5' }).waitFor();
  expect(await page.locator('.card-name').filter({ hasText: 'sigmoid' }).count()).toBe(0);
  await lens.getByText('The canvas has changed since; this is the network that was trained.').waitFor();
  expect(await vanishing.getByRole('button').count()).toBe(0);
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect.poll(() => page.locator('.card-name').filter({ hasText: 'sigmoid' }).count()).toBe(5);
  await page.getByRole('button', { name: 'Stop' }).click();
});

test('has nothing to say of the course’s network, before it trains as well', async ({ openApp, skip }) => {
  sharedData({ skip }, 'mnist');
  const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }), colorScheme: 'dark', viewport: { width: 1024, height: 768 } });
  await page.getByRole('textbox', { name: 'Document name' }).waitFor();
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await page.getByRole('tab', { name: 'Health', exact: true }).click();
  const lens = lensOf(page);
  await lens.getByText(/^Step 0, 64 training examples/).waitFor({ timeout: 60_000 });
  await lens.getByText('Nothing hinders learning').waitFor();
  await train(page);
  await page.getByRole('tab', { name: 'Lenses' }).click();
  await lens.getByText(/^Step [1-9][\d,]*, 64 training examples/).waitFor({ timeout: 60_000 });
  if (process.env['CONVLOOM_SHOTS']) await page.screenshot({ path: `${process.env['CONVLOOM_SHOTS']}/health-well.png` });
});
