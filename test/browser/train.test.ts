// The main job, as a person does it: open the page, train the MNIST template on real digits, watch it learn, pause,
// resume, step, draw a digit, and take the model to plain tfjs, where it predicts what the page predicted.

import { readFileSync } from 'node:fs';
import { unzipSync } from 'fflate';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect } from 'vitest';
import { hasSharedData, sharedData } from '../support/shared-data.ts';
import { loadWithTfjs, predictWithTfjs } from '../support/plain-tfjs.ts';
import { makeSmallMnist } from '../support/small-mnist.ts';
import { test } from './app.ts';
import { readRecognition, recordRecognitions } from './recognitions.ts';

let mnist: { folder: string; remove(): void } | undefined;
beforeAll(() => {
  if (hasSharedData('mnist')) mnist = makeSmallMnist(4000, 500);
});
afterAll(() => mnist?.remove());

const chart = (page: Page, name: string) => page.getByRole('figure', { name });
/** What a chart has painted: it changes as points come in. */
const pictureOf = (page: Page, name: string) => chart(page, name).locator('canvas').evaluate((canvas) => (canvas instanceof HTMLCanvasElement ? canvas.toDataURL() : ''));
const stepOf = async (page: Page): Promise<number> => {
  const text = await page.getByRole('tabpanel', { name: 'Training' }).innerText();
  const [, epoch, batch] = /epoch (\d+) of \d+\s+batch (\d+) of 40/.exec(text) ?? [];
  return 40 * (Number(epoch) - 1) + Number(batch);
};

describe('the main job', () => {
  test('trains the MNIST template, pauses, steps, resumes, and exports what it predicts with', async ({ openApp, skip }) => {
    sharedData({ skip }, 'mnist');
    const page = await openApp({ ...(mnist && { dataFolder: mnist.folder }), before: recordRecognitions });

    // What a first visit shows: the template, its shapes and counts, and one button to press.
    await expect.poll(() => page.getByRole('textbox', { name: 'Document name' }).inputValue()).toBe('MNIST CNN');
    await page.getByRole('group', { name: /^conv1, Conv2d .* output 16×16×16, 416 parameters/ }).waitFor();
    const canvas = page.getByRole('application', { name: 'Network canvas' });
    await canvas.getByText('32×4×4', { exact: true }).first().waitFor();
    await page.getByRole('textbox', { name: 'Epochs' }).fill('1000');

    await page.getByRole('button', { name: 'Train', exact: true }).click();
    const pause = page.getByRole('button', { name: 'Pause', exact: true });
    await pause.waitFor();
    await chart(page, 'Loss').waitFor({ timeout: 60_000 });
    await page.getByRole('tabpanel', { name: 'Training' }).getByText('images/s').waitFor();
    await page.getByRole('button', { name: /^Engine: (?!not chosen yet)/ }).waitFor();

    // The loss chart moves.
    const early = await pictureOf(page, 'Loss');
    await expect.poll(() => pictureOf(page, 'Loss')).not.toBe(early);

    // Paused, nothing moves; one step is one batch; resumed, it goes on.
    await pause.click();
    const resume = page.getByRole('button', { name: 'Resume', exact: true });
    await resume.waitFor();
    await page.getByRole('status').getByText('Paused').waitFor();
    // The panel draws a few times a second; what it shows then is the last batch before the pause.
    await page.waitForTimeout(1000);
    const paused = await stepOf(page);
    await page.waitForTimeout(1000);
    expect(await stepOf(page)).toBe(paused);
    await page.getByRole('button', { name: 'Train one batch' }).click();
    await expect.poll(() => stepOf(page)).toBe(paused + 1);
    await page.waitForTimeout(1000);
    expect(await stepOf(page)).toBe(paused + 1);
    await resume.click();
    await expect.poll(() => stepOf(page)).toBeGreaterThan(paused + 2);

    // Accuracy rises from guessing to knowing.
    const validation = chart(page, 'Accuracy').getByTitle('Validation');
    await expect.poll(async () => Number.parseFloat(await validation.innerText()), { timeout: 120_000 }).toBeGreaterThan(80);

    // Stop: the network stays, and says what a drawing is.
    await page.getByRole('button', { name: 'Stop' }).click();
    await page.getByRole('status').getByText(/^Stopped at step/).waitFor();
    await drawOne(page);
    const pad = page.getByRole('region', { name: 'Draw a digit' });
    await pad.getByText(/^Recognised as \d, \d+ %$/).waitFor({ state: 'attached' });
    await pad.getByText('What the network sees').waitFor();
    const recognition = await readRecognition(page);

    const downloading = page.waitForEvent('download');
    await page.getByRole('button', { name: 'Export' }).click();
    await page.getByRole('menuitem', { name: /TensorFlow\.js model/ }).click();
    const download = await downloading;
    expect(download.suggestedFilename()).toBe('mnist-cnn-tfjs.zip');
    const files = unzipSync(readFileSync(await download.path()));

    const model = await loadWithTfjs(files);
    expect(model.countParams()).toBe(18_378);
    const logits = [...predictWithTfjs(model, Float32Array.from(recognition.image), recognition.shape)];
    const sum = logits.reduce((total, logit) => total + Math.exp(logit), 0);
    const probabilities = logits.map((logit) => Math.exp(logit) / sum);
    expect(Math.max(...probabilities.map((p, digit) => Math.abs(p - (recognition.probabilities[digit] ?? NaN))))).toBeLessThan(1e-5);
    // Not merely equal because nothing was learnt: a trained network is sure of something.
    expect(Math.max(...probabilities)).toBeGreaterThan(0.3);
  });

  test('steps through the first batches without ever running', async ({ openApp, skip }) => {
    sharedData({ skip }, 'mnist');
    const page = await openApp(mnist ? { dataFolder: mnist.folder } : {});
    await page.getByRole('button', { name: 'Train one batch' }).click();
    await expect.poll(() => stepOf(page), { timeout: 60_000 }).toBe(1);
    await page.getByRole('status').getByText('Paused').waitFor();
    await page.getByRole('button', { name: 'Train one batch' }).click();
    await expect.poll(() => stepOf(page)).toBe(2);
  });

  test('trains by keyboard, and changes the learning rate while it runs', async ({ openApp, skip }) => {
    sharedData({ skip }, 'mnist');
    const page = await openApp(mnist ? { dataFolder: mnist.folder } : {});
    await page.getByRole('application', { name: 'Network canvas' }).focus();
    await page.keyboard.press('Control+Enter');
    await page.getByRole('button', { name: 'Pause', exact: true }).waitFor();
    await chart(page, 'Accuracy').waitFor({ timeout: 60_000 });
    // At a learning rate that is far too high the loss explodes, so the change reached the engine.
    const loss = async () => Number(/Loss\s+([\d.e+]+)/.exec(await chart(page, 'Loss').innerText())?.[1]);
    expect(await loss()).toBeLessThan(3);
    const rate = page.getByRole('textbox', { name: 'Learning rate' });
    await rate.fill('1000');
    await rate.press('Enter');
    await expect.poll(async () => (await page.getByRole('status').getByText('Diverged').count()) > 0 || (await loss()) > 50).toBe(true);
  });
});

/** Draws a stroke from top to bottom with the mouse. */
async function drawOne(page: Page): Promise<void> {
  const box = await page.getByRole('img', { name: 'Empty drawing pad' }).boundingBox();
  if (!box) throw new Error('The drawing pad has no place on the page.');
  const at = (x: number, y: number) => [box.x + x * box.width, box.y + y * box.height] as const;
  await page.mouse.move(...at(0.55, 0.2));
  await page.mouse.down();
  for (let y = 0.25; y <= 0.8; y += 0.05) await page.mouse.move(...at(0.55 - 0.1 * (y - 0.2), y));
  await page.mouse.up();
}
