// Who may import whom: the table of docs/architecture.md as data, and the check that finds breaks.

import { computedImport, importsOf, packageOf, resolveImport, type SourceFile } from './source-tree.ts';

interface Rule {
  /** A file or, ending in a slash, a folder; the longest that fits a file is its rule. */
  readonly of: string;
  /** Files or folders of src it may import besides its own folder. `*` is everything. */
  readonly mayImport: readonly string[];
  readonly packages: readonly string[];
  /** False where the rule's own folder is closed to it too (one file per kind that must stand alone). */
  readonly ownFolder?: boolean;
}

const tfjs = ['@tensorflow/tfjs-core', '@tensorflow/tfjs-layers'];
const tfjsBackends = ['cpu', 'wasm', 'webgl', 'webgpu'].map((name) => `@tensorflow/tfjs-backend-${name}`);

export const rules: readonly Rule[] = [
  { of: 'src/core/', mayImport: [], packages: ['valibot'] },
  { of: 'src/layers/', mayImport: ['src/core/'], packages: [] },
  { of: 'src/datasets/', mayImport: ['src/core/'], packages: [] },
  { of: 'src/datasets/own/', mayImport: ['src/core/', 'src/datasets/'], packages: ['fflate', 'idb-keyval'] },
  { of: 'src/datasets/node-', mayImport: ['src/core/', 'src/datasets/'], packages: ['node:'] },
  { of: 'src/lessons/', mayImport: ['src/core/'], packages: [] },
  { of: 'src/interop/', mayImport: ['src/core/'], packages: ['fflate'] },
  { of: 'src/interop/tfjs/', mayImport: ['src/core/'], packages: [...tfjs, 'fflate'] },
  { of: 'src/engines/engine.ts', mayImport: ['src/core/'], packages: [], ownFolder: false },
  { of: 'src/engines/select.ts', mayImport: ['src/core/', 'src/engines/engine.ts'], packages: [], ownFolder: false },
  { of: 'src/engines/registry.ts', mayImport: ['src/engines/'], packages: [] },
  { of: 'src/engines/null/', mayImport: ['src/core/', 'src/engines/engine.ts'], packages: [] },
  { of: 'src/engines/wasm/', mayImport: ['src/core/', 'src/engines/engine.ts'], packages: [] },
  { of: 'src/engines/wasm/node-', mayImport: [], packages: ['node:'] },
  { of: 'src/engines/wasm/browser-', mayImport: ['build/kernels/'], packages: [] },
  { of: 'src/engines/wasm/node-', mayImport: ['src/core/', 'src/engines/engine.ts'], packages: ['node:'] },
  { of: 'src/engines/tfjs/', mayImport: ['src/core/', 'src/engines/engine.ts', 'src/interop/tfjs/'], packages: [...tfjs, ...tfjsBackends] },
  { of: 'src/engines/tfjs/threads-from-files.ts', mayImport: [], packages: ['node:'] },
  { of: 'src/training/', mayImport: ['src/core/', 'src/engines/engine.ts', 'src/engines/select.ts'], packages: [] },
  { of: 'src/runs/', mayImport: ['src/core/', 'src/training/run-log.ts'], packages: ['idb-keyval', 'valibot'] },
  { of: 'src/training/trainer.worker.ts', mayImport: ['*'], packages: ['*'] },
  { of: 'src/editor/', mayImport: ['src/core/'], packages: ['immer', 'zustand', '@dagrejs/dagre', 'idb-keyval'] },
  {
    of: 'src/ui/',
    mayImport: [
      'src/core/', 'src/editor/', 'src/interop/', 'src/lessons/',
      'src/runs/',
      'src/training/client.ts', 'src/training/protocol.ts', 'src/training/run-log.ts',
    ],
    packages: ['react', 'react-dom', '@xyflow/react', 'zustand', 'lucide-react', 'radix-ui', 'react-resizable-panels'],
  },
  { of: 'src/hosting/', mayImport: [], packages: [] },
  { of: 'src/hosting/build-plugin.ts', mayImport: ['src/hosting/'], packages: ['node:', 'vite'] },
  { of: 'src/hosting/style-singleton.ts', mayImport: [], packages: ['react'] },
  { of: 'src/service-worker/', mayImport: ['src/hosting/'], packages: ['workbox-core', 'workbox-precaching', 'workbox-routing'] },
  { of: 'src/service-worker/build-plugin.ts', mayImport: [], packages: ['vite-plugin-pwa'] },
  { of: 'src/cli/', mayImport: ['src/core/', 'src/datasets/', 'src/hosting/', 'src/interop/', 'src/runs/', 'src/training/', 'src/engines/engine.ts', 'src/engines/select.ts'], packages: ['node:'] },
  { of: 'src/cli/main.ts', mayImport: ['*'], packages: ['*'] },
  { of: 'src/main.tsx', mayImport: ['*'], packages: ['*'] },
];

/** Every import of `file` that the rules forbid, as sentences. */
export function findBreaks(file: SourceFile, table: readonly Rule[] = rules): string[] {
  const rule = ruleFor(file.path, table);
  if (!rule) return [`${file.path} is in no folder that the import rules know`];
  return importsOf(file).flatMap((specifier) => {
    if (specifier === computedImport) return rule.packages.includes('*') ? [] : [`${file.path} imports a computed path, which no rule can check`];
    const target = resolveImport(file.path, specifier);
    const allowed = target === undefined ? mayUsePackage(rule, specifier) : mayImportFile(rule, file.path, target);
    return allowed ? [] : [`${file.path} imports ${target ?? specifier}, which ${rule.of} may not`];
  });
}

function ruleFor(path: string, table: readonly Rule[]): Rule | undefined {
  return table.filter((rule) => path.startsWith(rule.of)).toSorted((a, b) => b.of.length - a.of.length)[0];
}

function mayUsePackage(rule: Rule, specifier: string): boolean {
  const name = packageOf(specifier);
  return rule.packages.some((allowed) => allowed === '*' || allowed === name || (allowed === 'node:' && name.startsWith('node:')));
}

function mayImportFile(rule: Rule, from: string, target: string): boolean {
  if (rule.mayImport.includes('*')) return true;
  // Registries are passed in as arguments: outside their own folder only composition roots import them.
  if (target.endsWith('/registry.ts') && folderOf(target) !== folderOf(from)) return rule.of.endsWith('registry.ts');
  if (rule.ownFolder !== false && target.startsWith(ownFolder(rule))) return true;
  return rule.mayImport.some((allowed) => (allowed.endsWith('/') ? target.startsWith(allowed) : target === allowed));
}

function ownFolder(rule: Rule): string {
  return rule.of.slice(0, rule.of.lastIndexOf('/') + 1);
}

function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/'));
}
