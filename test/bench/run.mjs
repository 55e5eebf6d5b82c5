// Runs benchmarks: `npm run bench -- [NAME...] [--only WHAT...] [--json]`. Each *.bench.ts is bundled first, as the page's code is,
// so that what is measured runs as fast as what ships.

import { mkdirSync, readdirSync, rmSync } from 'node:fs';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { parseArgs } from 'node:util';
import { build } from 'vite';

const root = fileURLToPath(new URL('../../', import.meta.url));
const { values, positionals } = parseArgs({ allowPositionals: true, options: { json: { type: 'boolean', default: false }, only: { type: 'string', multiple: true, default: [] } } });
const known = readdirSync(`${root}test/bench`).filter((name) => name.endsWith('.bench.ts')).map((name) => name.replace('.bench.ts', '')).sort();
const unknown = positionals.find((name) => !known.includes(name));
if (unknown !== undefined) {
  console.error(`There is no benchmark "${unknown}"; expected ${known.join(', ')}.`);
  process.exit(2);
}

const outDir = `${root}build/bench`;
rmSync(outDir, { recursive: true, force: true });
mkdirSync(outDir, { recursive: true });
for (const name of positionals.length > 0 ? positionals : known) {
  await build({
    root,
    configFile: false,
    logLevel: 'warn',
    build: {
      ssr: `${root}test/bench/${name}.bench.ts`, outDir, emptyOutDir: false, copyPublicDir: false, target: 'node20',
      rolldownOptions: { output: { entryFileNames: `${name}.mjs`, chunkFileNames: `${name}-[name].mjs` } },
    },
  });
  const { default: bench } = await import(pathToFileURL(`${outDir}/${name}.mjs`).href);
  const strange = values.only.find((what) => !bench.options?.known.includes(what));
  if (strange !== undefined) {
    console.error(`The benchmark ${name} has no ${bench.options?.name ?? 'part'} "${strange}"${bench.options ? `; expected ${bench.options.known.join(', ')}` : ''}.`);
    process.exit(2);
  }
  if (!values.json) console.log(`\n${name}: ${bench.about}`);
  await bench.run((figure) => {
    const line = { bench: name, ...figure };
    console.log(values.json ? JSON.stringify(line) : describe(line));
  }, values.only);
}

function describe({ name, value, unit, against, ratio }) {
  const shown = Number(value.toPrecision(4)).toLocaleString('en-US', { maximumFractionDigits: 4 });
  return `  ${name}: ${shown} ${unit}${ratio === undefined ? '' : ` (${ratio.toPrecision(3)} × ${against})`}`;
}
