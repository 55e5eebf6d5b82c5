// Fuzzes readers for as long as is wanted: `npm run fuzz -- [TARGET...] [--seed N] [--rounds N]`. Each input has a seed, printed where it
// fails, and is saved in build/fuzz/failures; `npm run fuzz -- TARGET --seed N --rounds 1` reads that one again. A reader that is still busy
// with one input after a minute is ended and told, too.

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));
/** As deep as the sources, from where they find the project. */
const folder = `${root}build/fuzz`;
const saved = `${folder}/failures`;
const patienceMs = 60_000;
const atATime = 200;

if (isMainThread) await main();
else await work();

async function main() {
  const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string' }, rounds: { type: 'string' } } });
  const [seed, rounds] = [Number(values.seed ?? 1), Number(values.rounds ?? 5000)];
  if (!Number.isSafeInteger(seed) || !Number.isSafeInteger(rounds) || rounds < 1) return refuse('--seed and --rounds must be whole numbers.');
  mkdirSync(saved, { recursive: true });
  await build({
    root, configFile: false, logLevel: 'warn',
    build: { ssr: `${root}test/fuzz/fuzz.ts`, outDir: folder, emptyOutDir: false, copyPublicDir: false, target: 'node20', rolldownOptions: { output: { entryFileNames: 'fuzz.mjs' } } },
  });
  const { targetNames, inputOf } = await import(pathToFileURL(`${folder}/fuzz.mjs`).href);
  const unknown = positionals.find((name) => !targetNames.includes(name));
  if (unknown !== undefined) return refuse(`There is no target "${unknown}"; expected ${targetNames.join(', ')}.`);
  let count = 0;
  for (const target of positionals.length > 0 ? positionals : targetNames) {
    const failures = await fuzzTarget(target, seed, seed + rounds, inputOf);
    for (const failure of failures) save(failure);
    count += failures.length;
    console.log(`${target}: ${rounds.toLocaleString('en-US')} inputs from seed ${seed}, ${failures.length} failures`);
  }
  process.exitCode = count > 0 ? 1 : 0;
}

/** In a thread of its own, which can be ended; goes on behind an input that takes too long. */
async function fuzzTarget(target, first, end, inputOf) {
  const failures = [];
  for (let next = first; next < end;) {
    const place = new Int32Array(new SharedArrayBuffer(4));
    place[0] = next;
    const hung = await new Promise((resolve, reject) => {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { target, first: next, end, place } });
      let [seen, sinceMs] = [next, Date.now()];
      const watch = setInterval(() => {
        if (place[0] !== seen) [seen, sinceMs] = [place[0], Date.now()];
        else if (Date.now() - sinceMs > patienceMs) void worker.terminate().then(() => resolve(seen));
      }, 1000);
      worker.on('message', (found) => failures.push(...found));
      worker.on('error', reject);
      worker.on('exit', () => { clearInterval(watch); resolve(undefined); });
    });
    if (hung === undefined) break;
    failures.push({ target, seed: hung, reason: `was busy for more than ${patienceMs / 1000} s`, input: inputOf(target, hung) });
    next = hung + 1;
  }
  return failures;
}

async function work() {
  const { target, first, end, place } = workerData;
  const { fuzz } = await import(pathToFileURL(`${folder}/fuzz.mjs`).href);
  for (let from = first; from < end; from += atATime) {
    const failures = await fuzz(target, from, Math.min(atATime, end - from), (seed) => { place[0] = seed; });
    if (failures.length > 0) parentPort.postMessage(failures);
  }
}

function save({ target, seed, reason, input }) {
  const name = `${target}-${seed}.${input instanceof Uint8Array ? 'bin' : typeof input === 'string' ? 'txt' : 'json'}`;
  writeFileSync(`${saved}/${name}`, input instanceof Uint8Array || typeof input === 'string' ? input : JSON.stringify(input, null, 2));
  console.log(`${target}, seed ${seed}, saved as build/fuzz/failures/${name}:\n  ${reason.split('\n').slice(0, 4).join('\n  ')}`);
}

function refuse(sentence) {
  console.error(sentence);
  process.exitCode = 2;
}
