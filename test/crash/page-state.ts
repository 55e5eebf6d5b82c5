// What a person sees of a document and of a run, read off the page.

import type { Page } from 'playwright-core';
import type { State } from './traces.ts';

/** Cards with their places and names, wires, and the document's name. */
export async function readCanvas(page: Page): Promise<State> {
  return page.evaluate(() => {
    const state: Record<string, string> = {};
    for (const card of document.querySelectorAll<HTMLElement>('.react-flow__node')) {
      const label = card.getAttribute('aria-label') ?? '';
      state[`place ${card.dataset['id']}`] = card.style.transform;
      state[`name ${card.dataset['id']}`] = label.split(', ')[0] ?? '';
      if (label.includes(', Conv2d')) state[`channels ${card.dataset['id']}`] = /output (\d+)/.exec(label)?.[1] ?? 'none';
    }
    for (const wire of document.querySelectorAll('.react-flow__edge')) {
      const ends = /^Wire from (\S+) to ([^\s,]+)/.exec(wire.getAttribute('aria-label') ?? '');
      if (ends) state[`wire ${ends[1]} ${ends[2]}`] = 'there';
    }
    const name = document.querySelector<HTMLInputElement>('input[aria-label="Document name"]');
    state['title'] = name?.value ?? '';
    return state;
  });
}

/** The same and the notes, which the inspector shows where nothing is selected. */
export async function readAll(page: Page): Promise<State> {
  await page.getByRole('application', { name: 'Network canvas' }).focus();
  await page.keyboard.press('Escape');
  return { ...await readCanvas(page), notes: await page.getByRole('textbox', { name: 'Notes' }).inputValue() };
}

/** A place in a run, to be compared by size. */
export type Place = number;

/** How far the run is that trains; undefined where none does. */
export async function readProgress(page: Page): Promise<Place | undefined> {
  const text = await page.evaluate(() => document.querySelector('.run-progress[data-status="running"]')?.textContent ?? '');
  const [, epoch, batch] = /epoch (\d+) of \d+batch (\d+) of/.exec(text) ?? [];
  return epoch === undefined ? undefined : placeOf(epoch, batch);
}

/** Where the page offers to resume; undefined where it offers nothing. */
export async function readOffer(page: Page, patienceMs: number): Promise<Place | undefined> {
  const button = page.getByRole('button', { name: /^Resume from epoch/ });
  const there = await button.waitFor({ timeout: patienceMs }).then(() => true, () => false);
  if (!there) return undefined;
  const [, epoch, batch] = /epoch (\d+)(?:, batch (\d+))?/.exec(await button.innerText()) ?? [];
  return placeOf(epoch, batch);
}

function placeOf(epoch: string | undefined, batch = '0'): Place {
  return Number(epoch) * 1e6 + Number(batch);
}

/** Kept runs whose curves do not begin at their first step, or have gaps. */
export async function readTornCurves(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    interface Curves { readonly loss: { readonly points: readonly { readonly step: number; readonly count: number }[] } }
    if (!(await indexedDB.databases()).some(({ name }) => name === 'convloom-run-curves')) return [];
    const database = await new Promise<IDBDatabase>((resolve, reject) => {
      const request = indexedDB.open('convloom-run-curves');
      request.addEventListener('success', () => resolve(request.result));
      request.addEventListener('error', () => reject(request.error));
    });
    const all = await new Promise<Curves[]>((resolve, reject) => {
      const request = database.transaction('runs').objectStore('runs').getAll();
      request.addEventListener('success', () => resolve(request.result as Curves[]));
      request.addEventListener('error', () => reject(request.error));
    });
    database.close();
    return all.flatMap(({ loss: { points } }) => {
      const steps = points.reduce((sum, { count }) => sum + count, 0);
      const last = points.at(-1)?.step ?? 0;
      return steps === last ? [] : [`curves hold ${steps} of ${last} steps`];
    });
  });
}
