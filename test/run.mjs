// Runs every check of the project and ends with one plain line, "N passed, N failed". A part that fails does not
// keep the next from running. `npm test -- types unit` runs the named parts alone.

import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { runnerImport } from 'vite';

const root = fileURLToPath(new URL('..', import.meta.url));
const node = process.execPath;
const bin = (path) => `${root}node_modules/${path}`;
const tally = { passed: 0, failed: 0, skipped: 0, failures: [], retried: [], skips: new Map() };

const parts = {
  types: () => check([
    ['the types of the whole project', [bin('typescript/bin/tsc'), '-p', 'tsconfig.json', '--noEmit']],
    ['core and layers, with the language alone', [bin('typescript/bin/tsc'), '-p', 'src/core/tsconfig.json', '--noEmit']],
    ['the service worker, without a page', [bin('typescript/bin/tsc'), '-p', 'src/service-worker/tsconfig.json', '--noEmit']],
  ]),
  lint: () => check([['oxlint, without a warning', [bin('oxlint/bin/oxlint'), '--deny-warnings']]]),
  build: () => check([
    ['the kernels of the WASM engine', ['src/engines/wasm/kernels/build.mjs']],
    ['the command line', ['src/cli/build.mjs']],
    ['the app', [bin('vite/bin/vite.js'), 'build', '--logLevel', 'warn']],
  ]),
  unit: () => vitest('unit'),
  browser: async () => {
    try {
      const { module } = await runnerImport(`${root}test/support/browsers/provide.ts`, { configFile: false, root });
      process.env['CONVLOOM_CHROMIUM'] = module.provideBrowsers();
    } catch (error) {
      fail(error.message);
      return;
    }
    await vitest('browser');
  },
};

const names = process.argv.slice(2);
const unknown = names.find((name) => !(name in parts));
if (unknown !== undefined) {
  console.error(`There is no part "${unknown}"; expected ${Object.keys(parts).join(', ')}.`);
  process.exit(2);
}
process.chdir(root);
for (const name of names.length > 0 ? names : Object.keys(parts)) {
  console.log(`\n== ${name}`);
  await parts[name]();
}
report();

/** Runs commands that pass or fail as a whole; their output is shown where they fail. */
async function check(commands) {
  for (const [what, args] of commands) {
    const started = Date.now();
    const { code, output } = await run(args, 'pipe');
    const seconds = ((Date.now() - started) / 1000).toFixed(1);
    if (code === 0) {
      tally.passed++;
      console.log(`   passed: ${what} (${seconds} s)`);
    } else {
      fail(what);
      console.log(output.trimEnd().replaceAll(/^/gm, '     '));
    }
  }
}

/** Runs one vitest project and adds its counts. */
async function vitest(project) {
  const results = `${root}build/test-results`;
  const countsFile = `${results}/${project}.json`;
  mkdirSync(results, { recursive: true });
  rmSync(countsFile, { force: true });
  process.env['CONVLOOM_TEST_COUNTS'] = countsFile;
  const { code } = await run([bin('vitest/vitest.mjs'), 'run', '--project', project, '--reporter=default', '--reporter=./test/support/count-reporter.mjs'], 'inherit');
  const counts = existsSync(countsFile) ? JSON.parse(readFileSync(countsFile, 'utf8')) : { passed: 0, failed: 0, skipped: 0, failures: [], retried: [], skips: [] };
  tally.passed += counts.passed;
  tally.failed += counts.failed;
  tally.skipped += counts.skipped;
  tally.failures.push(...counts.failures);
  tally.retried.push(...counts.retried);
  for (const [reason, count] of counts.skips) tally.skips.set(reason, (tally.skips.get(reason) ?? 0) + count);
  if (code !== 0 && counts.failed === 0) fail(`the ${project} tests ended with code ${code}`);
  if (counts.passed + counts.failed === 0) fail(`no ${project} test ran`);
}

function run(args, stdio) {
  return new Promise((resolve) => {
    const child = spawn(node, args, { cwd: root, stdio: ['ignore', stdio, stdio] });
    let output = '';
    child.stdout?.on('data', (chunk) => (output += chunk));
    child.stderr?.on('data', (chunk) => (output += chunk));
    child.on('close', (code, signal) => resolve({ code: code ?? signal, output }));
  });
}

function fail(what) {
  tally.failed++;
  tally.failures.push(what);
  console.log(`   FAILED: ${what}`);
}

function report() {
  console.log('');
  if (tally.failures.length > 0) console.log(`Failed:\n${tally.failures.map((what) => `  ${what}`).join('\n')}\n`);
  if (tally.retried.length > 0) console.log(`Passed at the second try only:\n${tally.retried.map((what) => `  ${what}`).join('\n')}\n`);
  if (tally.skips.size > 0) console.log(`Skipped:\n${[...tally.skips].map(([reason, count]) => `  ${count} × ${reason}`).join('\n')}\n`);
  const skipped = tally.skipped > 0 ? `, ${tally.skipped} skipped` : '';
  console.log(`${tally.passed} passed, ${tally.failed} failed${skipped}`);
  process.exitCode = tally.failed > 0 ? 1 : 0;
}
