// The worked example of docs/adding-a-layer.md is true: its files compile under the project's own settings, and its
// kind passes what every registered kind passes.

import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import type { LayerKind } from '../../src/core/layer-kind.ts';
import { layers } from '../../src/layers/registry.ts';
import { describeKind } from '../support/layer-conformance.ts';
import { projectRoot } from '../support/shared-data.ts';

const page = readFileSync(join(projectRoot, 'docs/adding-a-layer.md'), 'utf8');
const files = [...page.matchAll(/^```ts file=(\S+)\n([\s\S]*?)^```$/gm)].map(([, path = '', text = '']) => ({ path, text }));

// A copy of the project: the page's files at their paths, everything else by links to the real thing.
const copy = mkdtempSync(join(tmpdir(), 'convloom-adding-a-layer-'));
for (const { path, text } of files) {
  mkdirSync(join(copy, dirname(path)), { recursive: true });
  writeFileSync(join(copy, path), text);
}
const link = (path: string) => symlinkSync(join(projectRoot, path), join(copy, path));
const linkAllIn = (folder: string) => readdirSync(join(projectRoot, folder)).map((name) => join(folder, name)).filter((path) => !existsSync(join(copy, path))).forEach(link);
for (const path of ['node_modules', 'test/support']) link(path);
for (const folder of ['src', 'src/layers']) linkAllIn(folder);
afterAll(() => rmSync(copy, { recursive: true }));

const modules: Record<string, LayerKind>[] = [];
for (const { path } of files) modules.push((await import(join(copy, path))) as Record<string, LayerKind>);
const [module = {}] = modules;

it('shows one kind and its test, and touches nothing else', () => {
  expect(files.map(({ path }) => path)).toEqual(['src/layers/elu.ts', 'test/layers/elu.test.ts']);
  expect(Object.keys(module)).toEqual(['elu']);
});

it('compiles under the strictest settings', () => {
  const project = join(copy, 'tsconfig.json');
  writeFileSync(project, JSON.stringify({ extends: join(projectRoot, 'tsconfig.json'), include: files.map(({ path }) => path), exclude: [] }));
  const { stdout } = spawnSync(process.execPath, [join(projectRoot, 'node_modules/typescript/bin/tsc'), '--noEmit', '-p', project], { encoding: 'utf8' });
  expect(stdout).toBe('');
});

describe.each(Object.values(module).map((kind) => [kind.kind, kind] as const))('%s', (_, kind) => {
  describeKind(kind, layers);
});
