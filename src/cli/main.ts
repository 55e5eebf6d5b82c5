// Composition root of the command line: brings registries, engines, files and the terminal together.

import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { setFlagsFromString } from 'node:v8';
import { cifar10Edition } from '../datasets/cifar-10.ts';
import type { Edition } from '../datasets/edition.ts';
import { fashionMnistEdition } from '../datasets/fashion-mnist.ts';
import { mnistEdition } from '../datasets/mnist.ts';
import { createNodeSources } from '../datasets/node-sources.ts';
import { datasets } from '../datasets/registry.ts';
import { createEngines } from '../engines/registry.ts';
import { chooseEngine } from '../engines/select.ts';
import { explain } from '../engines/wasm/explain.ts';
import { createNodeEnvironment } from '../engines/wasm/node-environment.ts';
import { layers } from '../layers/registry.ts';
import { lessons } from '../lessons/registry.ts';
import type { Cli } from './command.ts';
import { check } from './commands/check.ts';
import { data } from './commands/data.ts';
import { exportCommand } from './commands/export.ts';
import { lab } from './commands/lab.ts';
import { plan } from './commands/plan.ts';
import { serve } from './commands/serve.ts';
import { summary } from './commands/summary.ts';
import { sweep } from './commands/sweep.ts';
import { train } from './commands/train.ts';
import { stopOnSignals, watchOutput } from './process-events.ts';
import { runCommandLine } from './run-command-line.ts';

// Node 20 has WebAssembly's relaxed SIMD behind a flag; later ones have it without, and do not know the flag.
if (process.versions.node.startsWith('20.')) setFlagsFromString('--experimental-wasm-relaxed-simd');

// src/cli and build/cli lie equally deep, so this is the project's root from both.
const root = fileURLToPath(new URL('../../', import.meta.url));
const dataFolder = `${root}data`;
const { version } = JSON.parse(readFileSync(`${root}package.json`, 'utf8')) as { version: string };

const interrupted = stopOnSignals();
const output = watchOutput();

const engines = createEngines({ layers, wasm: createNodeEnvironment({ checksBarrier: true }) });

const cli: Cli = {
  version,
  layers,
  datasets,
  lessons,
  editions: new Map<string, Edition>([mnistEdition, fashionMnistEdition, cifar10Edition].map((edition) => [edition.info.id, edition])),
  dataSources: (folder = dataFolder) => createNodeSources([folder]),
  chooseEngine: (request) => chooseEngine({ engines, ...request }),
  engineIds: engines.map(({ id }) => id),
  explainPlan: (network, config, measure) => explain({ plan: network, config, measure }, createNodeEnvironment({ threads: 1 })),
  dataFolder,
  templatesFolder: `${root}templates`,
  appFolder: `${root}build/app`,
  out: process.stdout,
  err: process.stderr,
  signal: interrupted.signal,
};

const code = await runCommandLine(process.argv.slice(2), [check, summary, plan, train, sweep, lab, exportCommand, data, serve], cli);
process.exitCode = interrupted.exitCode(output.exitCode(code));
