// `npm run stress -- [ROUNDS] [--only node|chromium]`: rounds of training on threads that are held up at random, each
// compared bit by bit with a single thread; a third under each of V8's compilers and under both as they come. 3,000
// where no number is given.

import { spawnSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';
import { buildStress, stressFolder } from './build.mjs';

const root = fileURLToPath(new URL('../../', import.meta.url));
const {
  values,
  positionals: [asked = '3000'],
} = parseArgs({ allowPositionals: true, options: { only: { type: 'string' } } });
const rounds = Number(asked);
const places = { node: ['node.ts', 'stressInNode'], chromium: ['chromium.ts', 'stressInChromium'] };
if (!Number.isInteger(rounds) || rounds < 1) fail(`"${asked}" is no number of rounds; expected one from 1 on.`);
if (values.only !== undefined && !(values.only in places))
  fail(`There is no place "${values.only}"; expected node or chromium.`);

await buildStress();
const chosen = Object.entries(places).filter(([name]) => values.only === undefined || values.only === name);
for (const [name, [source, work]] of chosen) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: `${root}test/stress/${source}`,
      outDir: stressFolder,
      emptyOutDir: false,
      copyPublicDir: false,
      target: 'node20',
      rolldownOptions: { output: { entryFileNames: `${name}.mjs`, chunkFileNames: `${name}-[name].mjs` } },
    },
  });
  for (const [turn, flags] of [[], ['--liftoff-only'], ['--no-liftoff']].entries()) {
    const share = Math.floor((rounds * (turn + 1)) / 3) - Math.floor((rounds * turn) / 3);
    if (share === 0) continue;
    console.log(`${name}${flags.map((flag) => `, ${flag}`).join('')}: ${share.toLocaleString('en')} rounds`);
    const own = name === 'node' ? flags : [];
    // A file, since threads inherit what Node is called with.
    const call =
      `import { ${work} } from './${name}.mjs';\n` +
      `process.exit(await ${work}(${JSON.stringify(stressFolder)}, ${share}, ${JSON.stringify(flags)}) ? 0 : 1);\n`;
    writeFileSync(`${stressFolder}/run-${name}.mjs`, call);
    const { status } = spawnSync(process.execPath, [...own, `${stressFolder}/run-${name}.mjs`], {
      cwd: root,
      stdio: 'inherit',
    });
    if (status !== 0) process.exit(1);
  }
}

function fail(message) {
  console.error(message);
  process.exit(2);
}
