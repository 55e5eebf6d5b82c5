// Stress in this process of Node: `node build/stress/node.mjs ROUNDS`. Prints how far it is, and ends with code 1 at a
// difference.

import { readFile, writeFile } from 'node:fs/promises';
import { writeFileSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { spawnThread } from '../../src/engines/wasm/node-environment.ts';
import type { WasmEnvironment } from '../../src/engines/wasm/environment.ts';
import { holdUp, setHeldUp } from './held-up.ts';
import { largeNetworks, stressNetworks } from './networks.ts';
import { stress, type StressPlace } from './rounds.ts';

/** The stress build in `folder`, on twice as many threads as cores. */
export function stressPlace(folder: string, threads = Math.min(8, 2 * availableParallelism())): StressPlace {
  const kernels = readFile(join(folder, 'kernels.wasm')).then((bytes) => WebAssembly.compile(bytes));
  const environment: WasmEnvironment = {
    threads,
    startMs: 120_000,
    loadKernels: () => kernels,
    spawnThread: (start) => spawnThread(pathToFileURL(join(folder, 'thread.mjs')), start),
  };
  holdUp();
  return { environment, setHeldUp };
}

/** Runs the rounds and tells of them; true where none differs. */
export async function stressInNode(folder: string, rounds: number): Promise<boolean> {
  const began = performance.now();
  const told = (done: number): string =>
    `${done.toLocaleString('en')} rounds in ${Math.round((performance.now() - began) / 1000)} s`;
  let next = 1000;
  const place: StressPlace = {
    ...stressPlace(folder),
    dump: (name, bytes) => writeFileSync(join(folder, name), bytes),
    progress(done) {
      if (done < next) return;
      next = done + 1000;
      console.log(`  ${told(done)}`);
    },
  };
  const difference = await stress(place, [...stressNetworks, ...largeNetworks], rounds);
  if (difference) {
    console.log(JSON.stringify(difference));
    await writeFile(join(folder, 'difference.json'), JSON.stringify(difference, undefined, 2));
    console.log(`Both memories are in ${folder}.`);
    return false;
  }
  console.log(`  ${told(rounds)} on ${place.environment.threads} threads, none differs`);
  return true;
}
