// What a person does while the page may die: types, drags, nudges, wires, adds, takes back, trains, resumes.

import type { Locator, Page } from 'playwright-core';
import type { Random } from '../../src/core/random.ts';
import { readAll, readCanvas } from './page-state.ts';
import type { Traces } from './traces.ts';

export interface Hand {
  readonly page: Page;
  readonly random: Random;
  readonly traces: Traces;
}

type Action = (hand: Hand) => Promise<void>;

const letters = 'abcdefghijklmnopqrstuvwxyz ';
const canvas = (page: Page) => page.getByRole('application', { name: 'Network canvas' });
const inspector = (page: Page) => page.getByRole('complementary', { name: 'Inspector' });
const look = async ({ page, traces }: Hand): Promise<void> => traces.observe(await readCanvas(page));

/** Types a text by keys; each letter may be the last. The field is left behind about every other time. */
async function type({ page, random, traces }: Hand, field: Locator, key: string, text: string, empty: boolean): Promise<void> {
  await field.click();
  if (empty) await page.keyboard.press('Control+a');
  else await page.keyboard.press('Control+End');
  const show = traces.hide(key);
  let value = empty ? '' : await field.inputValue();
  const pauseMs = random.uniform(30, 250);
  for (const letter of text) {
    value += letter;
    const settle = traces.begin(key, value);
    await page.keyboard.type(letter);
    settle();
    await page.waitForTimeout(pauseMs);
  }
  if (random.unit() < 0.4) await page.waitForTimeout(random.uniform(0, 2500));
  await page.keyboard.press(random.unit() < 0.5 ? 'Tab' : 'Shift+Tab');
  show();
}

function words(random: Random): string {
  return `${Array.from({ length: 3 + random.int(16) }, () => letters[random.int(letters.length)]).join('').trim()}.`;
}

/** A card that a pointer would meet in its middle. */
async function someCard({ page, random }: Hand): Promise<{ id: string; x: number; y: number }> {
  const cards = await page.evaluate(() => [...document.querySelectorAll<HTMLElement>('.react-flow__node')].flatMap((card) => {
    const { x, y, width, height } = card.getBoundingClientRect();
    const middle = { x: x + width / 2, y: y + height / 2 };
    return document.elementFromPoint(middle.x, middle.y)?.closest('.react-flow__node') === card ? [{ id: card.dataset['id'] ?? '', ...middle }] : [];
  }));
  const card = cards[random.int(cards.length)];
  if (!card) throw new Error('No card can be reached.');
  return card;
}

async function drag(hand: Hand, from: { x: number; y: number }, to: { x: number; y: number }, unsure: string): Promise<void> {
  const { page, random, traces } = hand;
  await page.mouse.move(from.x, from.y);
  await page.mouse.down();
  await page.mouse.move(to.x, to.y, { steps: 3 + random.int(10) });
  await page.waitForTimeout(random.uniform(0, 400));
  const sure = traces.unsure(unsure);
  await page.mouse.up();
  await look(hand);
  sure();
}

async function typeNotes(hand: Hand): Promise<void> {
  const { page, random } = hand;
  await canvas(page).focus();
  await page.keyboard.press('Escape');
  const notes = page.getByRole('textbox', { name: 'Notes' });
  const isLong = (await notes.inputValue()).length > 200;
  await type(hand, notes, 'notes', words(random), isLong);
}

async function typeNodeName(hand: Hand): Promise<void> {
  const { id, x, y } = await someCard(hand);
  await hand.page.mouse.click(x, y);
  await type(hand, inspector(hand.page).getByRole('textbox', { name: 'Node name' }), `name ${id}`, words(hand.random), true);
}

async function typeChannels(hand: Hand): Promise<void> {
  const { page, random } = hand;
  await canvas(page).locator('[data-id="conv2"]').click({ position: { x: 40, y: 20 } });
  await type(hand, inspector(page).getByRole('textbox', { name: 'Out channels' }), 'channels conv2', String(8 + random.int(40)), true);
}

async function typeTitle(hand: Hand): Promise<void> {
  await type(hand, hand.page.getByRole('textbox', { name: 'Document name' }), 'title', words(hand.random), true);
}

async function dragCard(hand: Hand): Promise<void> {
  const { x, y } = await someCard(hand);
  const { random } = hand;
  await drag(hand, { x, y }, { x: x + random.uniform(-90, 90), y: y + random.uniform(-50, 50) }, 'place ');
}

/** A burst of small edits without a pause that a debounced save would wait for. */
async function nudge(hand: Hand): Promise<void> {
  const { page, random, traces } = hand;
  const { x, y } = await someCard(hand);
  await page.mouse.click(x, y);
  const [there, back] = random.unit() < 0.5 ? ['ArrowRight', 'ArrowLeft'] : ['ArrowDown', 'ArrowUp'];
  for (let times = 6 + random.int(20); times > 0; times--) {
    const sure = traces.unsure('place ');
    await page.keyboard.press(times % 5 === 0 ? back : there);
    await look(hand);
    sure();
    await page.waitForTimeout(random.uniform(40, 250));
  }
}

async function wire(hand: Hand): Promise<void> {
  const [from, to] = [await someCard(hand), await someCard(hand)];
  const port = await hand.page.locator(`.react-flow__node[data-id="${from.id}"] .react-flow__handle.source`).first().boundingBox({ timeout: 2000 }).catch(() => null);
  if (!port) return;
  await drag(hand, { x: port.x + port.width / 2, y: port.y + port.height / 2 }, to, 'wire ');
  // A wire that is let go over the canvas asks for a layer.
  await hand.page.keyboard.press('Escape');
}

async function takeBack(hand: Hand): Promise<void> {
  const { page, random, traces } = hand;
  await canvas(page).focus();
  for (let times = 1 + random.int(3); times > 0; times--) {
    const sure = traces.unsure('');
    await page.keyboard.press(random.unit() < 0.8 ? 'Control+z' : 'Control+y');
    // Undo reaches back to lives before this one, and to notes, which only the inspector shows.
    traces.observe(await readAll(page));
    sure();
  }
}

async function addLayer(hand: Hand): Promise<void> {
  const { page, random, traces } = hand;
  if (await page.locator('.react-flow__node').count() > 14) return takeBack(hand);
  const { x, y } = await someCard(hand);
  await page.mouse.click(x, y);
  const kind = ['ReLU', 'Dropout', 'Tanh', 'GELU'][random.int(4)];
  const sure = traces.unsure('');
  await page.getByRole('button', { name: `Add ${kind}`, exact: true }).click();
  await look(hand);
  sure();
}

/** Starts a run where none goes on; resumes the one that was left. */
async function train({ page }: Hand): Promise<void> {
  const resume = page.getByRole('button', { name: /^Resume from epoch/ });
  if (await resume.count() > 0) return resume.click();
  const button = page.getByRole('button', { name: 'Train', exact: true });
  if (await button.count() > 0 && await button.getAttribute('aria-disabled') !== 'true') await button.click();
}

const wait: Action = ({ page, random }) => page.waitForTimeout(random.uniform(100, 1500));

/** Undo is left to the canvas: what it does to text that is being typed is the browser's. */
export const actions: Readonly<Record<string, Action>> = {
  typeNotes, typeNodeName, typeChannels, typeTitle, dragCard, nudge, wire, addLayer, takeBack, train, wait,
};
