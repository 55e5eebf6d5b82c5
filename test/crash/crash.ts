// Kills the browser at random moments of editing and training, and checks what the next one finds: nothing that was older than a
// second may be lost, what trained is offered again, and its curves have no gap.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createRandom, type Random } from '../../src/core/random.ts';
import { serveApp } from '../support/serve-app.ts';
import { actions, type Hand } from './actions.ts';
import { startBrowser, type KillableBrowser } from './browser.ts';
import { readAll, readOffer, readProgress, readTornCurves, type Place } from './page-state.ts';
import { createTraces, type Traces } from './traces.ts';

export interface CrashOptions {
  readonly kills: number;
  /** Of the first kill; the others follow by ones. */
  readonly seed: number;
  /** Told of every kill. */
  readonly report?: (kill: Kill) => void;
}

export interface Kill {
  readonly seed: number;
  /** What was done until then, in order. */
  readonly done: readonly string[];
  /** One sentence for each thing that was lost though it was older than a second. */
  readonly lost: readonly string[];
  /** Seconds of training that have to be done again; undefined where none was cut off. */
  readonly trainingLostS?: number;
}

interface Death {
  readonly seed: number;
  readonly done: readonly string[];
  readonly traces: Traces;
  readonly deathMs: number;
  readonly progress: readonly { readonly place: Place; readonly atMs: number }[];
}

/** A profile is used so often before a fresh one. */
const killsPerProfile = 20;

/** Kills so often and resolves to what each kill lost. */
export async function crash({ kills, seed, report }: CrashOptions): Promise<readonly Kill[]> {
  const served = await serveApp();
  const results: Kill[] = [];
  let profile: string | undefined;
  try {
    for (let first = 0; first < kills; first += killsPerProfile) {
      profile = mkdtempSync(join(tmpdir(), 'convloom-crash-'));
      const seeds = Array.from({ length: Math.min(killsPerProfile, kills - first) }, (_, i) => seed + first + i);
      for await (const kill of crashProfile(profile, served.url, seeds)) {
        results.push(kill);
        report?.(kill);
      }
      rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    }
  } finally {
    if (profile !== undefined) rmSync(profile, { recursive: true, force: true, maxRetries: 5 });
    await served.stop();
  }
  return results;
}

/** Each browser judges the death of the one before it, then dies itself; the last one only judges. */
async function* crashProfile(profile: string, url: string, seeds: readonly number[]): AsyncGenerator<Kill> {
  let death: Death | undefined;
  for (const seed of [...seeds, undefined]) {
    const browser = await startBrowser(profile, url);
    try {
      await browser.page.locator('.react-flow__node').first().waitFor();
      if (death) yield await judge(browser, death);
      else await settings(browser);
      if (seed !== undefined) death = await live(browser, seed);
    } finally {
      await browser.kill();
    }
  }
}

/** Runs go on until they are killed. */
async function settings({ page }: KillableBrowser): Promise<void> {
  const epochs = page.getByRole('form', { name: 'Training settings' }).getByRole('textbox', { name: 'Epochs', exact: true });
  await epochs.fill('1000');
  await epochs.press('Enter');
  await page.waitForTimeout(1500);
}

/** Does this and that until the browser is killed in the middle of it. */
async function live({ page, kill }: KillableBrowser, seed: number): Promise<Death> {
  const random = createRandom(seed, 'crash');
  const traces = createTraces();
  traces.observe(await readAll(page));
  const hand: Hand = { page, random, traces };
  const done: string[] = [];
  const progress: { place: Place; atMs: number }[] = [];
  let isAlive = true;
  const act = async () => {
    while (isAlive) {
      const name = choose(random, done);
      done.push(name);
      await actions[name]?.(hand);
    }
  };
  const watch = async () => {
    for (; isAlive; await page.waitForTimeout(100)) {
      const place = await readProgress(page);
      if (place !== undefined) progress.push({ place, atMs: performance.now() });
    }
  };
  const lifeMs = random.uniform(1500, 9000);
  const failures: unknown[] = [];
  const note = (error: unknown) => { if (isAlive) failures.push(error); };
  const all = Promise.all([act().catch(note), watch().catch(note)]);
  await new Promise((resolve) => { setTimeout(resolve, lifeMs); });
  isAlive = false;
  const deathMs = performance.now();
  await kill();
  await all;
  if (failures.length > 0) throw new Error(`After ${done.join(', ')} (seed ${seed}): ${String(failures[0])}`);
  return { seed, done, traces, deathMs, progress };
}

/** Training is begun in about every other life; the document's name, by which its run is found, stands from then on. */
function choose(random: Random, done: readonly string[]): string {
  if (done.length === 0 && random.unit() < 0.5) return 'train';
  const names = Object.keys(actions).filter((name) => name !== 'train' && (name !== 'typeTitle' || !done.includes('train')));
  return names[random.int(names.length)] ?? 'wait';
}

async function judge({ page, faults }: KillableBrowser, { seed, done, traces, deathMs, progress }: Death): Promise<Kill> {
  const found = await readAll(page);
  const lost = [...traces.judge(found, deathMs), ...await readTornCurves(page), ...faults];
  const [last] = progress.slice(-1);
  if (!last) return { seed, done, lost };
  // What the page showed a second before its death must not be beyond the place that it offers.
  const offer = await readOffer(page, 4000);
  const reached = progress.findLast(({ place }) => offer !== undefined && place <= offer);
  const beganMs = progress[0]?.atMs ?? deathMs;
  const trainingLostS = (deathMs - (reached?.atMs ?? beganMs)) / 1000;
  if (offer === undefined && trainingLostS > 1) lost.push(`a run that had trained for ${trainingLostS.toFixed(1)} s is not offered`);
  return { seed, done, lost, trainingLostS };
}
