// `npm run crash -- N [--seed SEED]`: kills the browser N times while it edits and trains; fails where anything older than a second
// was lost. Needs the built page and command line. A kill that lost something is repeated by its seed.

import { mkdirSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { seed: { type: 'string', default: '1' } } });
const [kills, seed] = [Number(positionals[0] ?? 20), Number(values.seed)];
if (!Number.isInteger(kills) || kills < 1 || !Number.isInteger(seed)) {
  console.error('Expected the number of kills and --seed as whole numbers: npm run crash -- 200 --seed 1');
  process.exit(2);
}
process.chdir(root);
const { module: { crash } } = await runnerImport(`${root}test/crash/crash.ts`, { configFile: false, root });
const begun = Date.now();
let count = 0;
const results = await crash({
  kills, seed,
  report: ({ seed: own, done, lost, trainingLostS }) => {
    count++;
    const trained = trainingLostS === undefined ? '' : `, ${trainingLostS.toFixed(1)} s of training to repeat`;
    console.log(`${count}/${kills} seed ${own}: ${lost.length === 0 ? 'nothing lost' : `LOST ${lost.length}`}${trained} (${done.join(', ')})`);
    for (const sentence of lost) console.log(`    ${sentence}`);
  },
});
const trained = results.flatMap(({ trainingLostS }) => trainingLostS ?? []);
const failed = results.filter(({ lost }) => lost.length > 0);
mkdirSync(`${root}build/test-results`, { recursive: true });
writeFileSync(`${root}build/test-results/crash.json`, JSON.stringify(results, null, 1));
const most = trained.length === 0 ? '' : `; ${trained.length} runs were cut off, at most ${Math.max(...trained).toFixed(1)} s of training to repeat`;
console.log(`${results.length} kills, ${failed.length} lost something older than a second${most}; ${((Date.now() - begun) / 1000).toFixed(0)} s`);
process.exitCode = failed.length > 0 ? 1 : 0;
