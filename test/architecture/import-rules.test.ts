// The import rules hold in src, and the check that says so catches each kind of break.

import { describe, expect, it } from 'vitest';
import { findBreaks } from './import-rules.ts';
import { readTypeScript } from './source-tree.ts';

describe('import rules', () => {
  it('hold in every file of src', () => {
    const files = readTypeScript('src');
    expect(files.length).toBeGreaterThan(20);
    expect(files.flatMap((file) => findBreaks(file))).toEqual([]);
  });

  it.each([
    ['core, a layer', 'src/core/a.ts', `import { layers } from '../layers/registry.ts';`],
    ['core, a type of a layer', 'src/core/a.ts', `import type { layers } from '../layers/conv2d.ts';`],
    ['core, a re-export', 'src/core/a.ts', `export * from '../layers/conv2d.ts';`],
    ['core, a dynamic import', 'src/core/a.ts', `const x = await import('../layers/conv2d.ts');`],
    ['core, an import type', 'src/core/a.ts', `type X = import('../engines/engine.ts').Batch;`],
    ['core, tfjs', 'src/core/a.ts', `import * as tf from '@tensorflow/tfjs-core';`],
    ['core, a Node module', 'src/core/a.ts', `import { readFile } from 'node:fs/promises';`],
    ['a layer, tfjs types', 'src/layers/a.ts', `import type { Tensor } from '@tensorflow/tfjs-core';`],
    ['the null engine, its neighbour', 'src/engines/null/a.ts', `import { a } from '../tfjs/a.ts';`],
    ['the wasm engine, tfjs', 'src/engines/wasm/a.ts', `import * as tf from '@tensorflow/tfjs-core';`],
    ['the engine interface, an engine', 'src/engines/engine.ts', `import { a } from './tfjs/a.ts';`],
    ['training, the engine registry', 'src/training/a.ts', `import { engines } from '../engines/registry.ts';`],
    ['training, an engine', 'src/training/a.ts', `import type { A } from '../engines/tfjs/a.ts';`],
    ['the editor, the page', 'src/editor/a.ts', `import { a } from '../ui/a.tsx';`],
    ['the page, the training loop', 'src/ui/a.tsx', `import { a } from '../training/run-training.ts';`],
    ['the page, the worker by URL', 'src/ui/a.tsx', `new Worker(new URL('../training/trainer.worker.ts', import.meta.url));`],
    ['the page, the layer registry', 'src/ui/a.tsx', `import { layers } from '../layers/registry.ts';`],
    ['a command, the layer registry', 'src/cli/commands/a.ts', `import { layers } from '../../layers/registry.ts';`],
    ['a computed path', 'src/core/a.ts', `const x = await import(name);`],
    ['a folder without a rule', 'src/misc/a.ts', `export const a = 1;`],
  ])('catch %s', (_, path, text) => {
    expect(findBreaks({ path, text })).toHaveLength(1);
  });

  it.each([
    ['a layer, core', 'src/layers/a.ts', `import { defineLayer } from '../core/layer-kind.ts';`],
    ['the tfjs engine, tfjs', 'src/engines/tfjs/a.ts', `import * as tf from '@tensorflow/tfjs-core';`],
    ['the tfjs engine, its lowering', 'src/engines/tfjs/a.ts', `import { a } from '../../interop/tfjs/a.ts';`],
    ['the page, the training client', 'src/ui/charts/a.tsx', `import { a } from '../../training/client.ts';`],
    ['the command line, everything', 'src/cli/main.ts', `import { layers } from '../layers/registry.ts';`],
  ])('allow %s', (_, path, text) => {
    expect(findBreaks({ path, text })).toEqual([]);
  });
});
