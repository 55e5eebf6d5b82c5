// Overhears what the training worker answers about drawings: the page shows whole percents, and a comparison with
// another program needs the very numbers.

import type { BrowserContext, Page } from 'playwright-core';

/** One answer: what the network saw, channels first, and its probabilities. */
export interface Overheard {
  readonly shape: readonly number[];
  readonly image: readonly number[];
  readonly probabilities: readonly number[];
}

/** Before the page's own scripts: every worker's answers are listened to as well. */
export async function recordRecognitions(context: BrowserContext): Promise<void> {
  await context.addInitScript(() => {
    const heard: unknown[] = [];
    Object.assign(globalThis, {
      heardRecognitions: heard,
      Worker: class extends Worker {
        constructor(url: string | URL, options?: WorkerOptions) {
          super(url, options);
          this.addEventListener('message', ({ data }: MessageEvent<{ result?: { probabilities?: Float32Array; seen?: { shape: number[]; data: Float32Array } } }>) => {
            const { probabilities, seen } = data?.result ?? {};
            if (probabilities && seen) heard.push({ shape: [...seen.shape], image: [...seen.data], probabilities: [...probabilities] });
          });
        }
      },
    });
  });
}

/** The latest answer. */
export async function readRecognition(page: Page): Promise<Overheard> {
  const last = await page.evaluate(() => (globalThis as unknown as { heardRecognitions: Overheard[] }).heardRecognitions.at(-1));
  if (!last) throw new Error('The worker has not been asked about a drawing.');
  return last;
}
