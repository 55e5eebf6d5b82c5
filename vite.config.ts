// Builds the page into build/app, to be served from any path. Cross-origin isolation is asked for in development
// and preview as the app's own server does: threads of WebAssembly need it.

import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import react from '@vitejs/plugin-react';
import { defineConfig, runnerImport, type Plugin } from 'vite';
import { threadsFromFiles } from './src/engines/tfjs/threads-from-files.ts';
import { underContentPolicy } from './src/hosting/build-plugin.ts';
import { isolationHeaders, pageHeaders } from './src/hosting/page-headers.ts';
import { offline } from './src/service-worker/build-plugin.ts';

export default defineConfig({
  base: './',
  plugins: [react(), layerIcons('src/layers'), datasetFacts('./src/datasets/registry.ts'), underContentPolicy(), offline()],
  define: { 'import.meta.env.APP_VERSION': JSON.stringify((JSON.parse(readFileSync('package.json', 'utf8')) as { version: string }).version) },
  worker: {
    format: 'es',
    plugins: () => [threadsFromFiles()],
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: besideEntry, debugName: 'worker' }] } } },
  },
  server: { headers: isolationHeaders },
  preview: { headers: pageHeaders },
  build: {
    outDir: 'build/app',
    target: 'es2023',
    chunkSizeWarningLimit: 1200,
    rolldownOptions: { output: { codeSplitting: { groups: [{ name: firstPage('src/main.tsx'), debugName: 'first page' }] } } },
  },
});

/** What the bundler tells of the modules while it cuts them into chunks. */
interface ModuleGraph {
  getModuleInfo(id: string): {
    readonly isEntry: boolean;
    readonly importedIds: readonly string[];
    readonly importers: readonly string[];
  } | null;
}

/** Packages imported through one file that names all their parts: what only a later chunk uses must not come with the first. */
const behindBarrel = /node_modules\/(lucide-react|radix-ui|@radix-ui|@floating-ui|react-remove-scroll|react-style-singleton|use-sidecar|use-callback-ref|aria-hidden)\//;

/**
 * One chunk for all that the page needs before it shows anything. Left alone the bundler cuts it wherever a part that loads
 * later shares a module, into some fifty pieces that compress badly one by one.
 */
function firstPage(entry: string) {
  let first: Set<string> | undefined;
  return (id: string, context: ModuleGraph): string | null => {
    first ??= reachable(resolve(entry), (module) => context.getModuleInfo(module)?.importedIds ?? []);
    return first.has(id) && !behindBarrel.test(id) ? 'first' : null;
  };
}

/**
 * One chunk for all that a worker needs at its start but its entry, so that nothing ever imports the entry: WebKit runs a
 * worker's entry a second time where a chunk that loads later imports it, and two hosts then answer each request.
 */
function besideEntry(id: string, modules: ModuleGraph): string | null {
  const isEntry = (module: string) => modules.getModuleInfo(module)?.isEntry === true;
  if (isEntry(id)) return null;
  const importers = reachable(id, (module) => modules.getModuleInfo(module)?.importers ?? []);
  return [...importers].some(isEntry) ? 'worker' : null;
}

/** A module and all that follow from it by `nextOf`, such as what it imports, directly or through others. */
function reachable(from: string, nextOf: (module: string) => readonly string[]): Set<string> {
  const found = new Set<string>([from]);
  for (const module of found) for (const next of nextOf(module)) found.add(next);
  return found;
}

/** A module `virtual:NAME` whose code `write` gives, together with the files it was made from. */
function virtualModule(name: string, write: () => Promise<{ readonly code: string; readonly files: readonly string[] }>): Plugin {
  const resolved = `\0virtual:${name}`;
  return {
    name,
    resolveId: { filter: { id: new RegExp(`^virtual:${name}$`) }, handler: () => resolved },
    load: {
      // A NUL marks ids that are no files.
      filter: { id: new RegExp(`virtual:${name}$`) },
      async handler() {
        const { code, files } = await write();
        for (const file of files) this.addWatchFile(resolve(file));
        return code;
      },
    },
  };
}

/**
 * `virtual:layer-icons`: the lucide icons that the layer kinds name and no others, so that a new kind chooses its
 * icon in its own file and the page carries a score of icons instead of all.
 */
function layerIcons(folder: string): Plugin {
  return virtualModule('layer-icons', async () => {
    const files = readdirSync(folder).filter((file) => file.endsWith('.ts')).map((file) => join(folder, file));
    const named = files.flatMap((file) => [...readFileSync(file, 'utf8').matchAll(/\bicon: '([a-z0-9-]+)'/g)].map((match) => match[1] ?? ''));
    const names = [...new Set(named)].sort();
    const imports = names.map((name) => `import { ${componentName(name)} } from 'lucide-react';`);
    const entries = names.map((name) => `  '${name}': ${componentName(name)},`);
    return { code: [...imports, 'export const layerIcons = {', ...entries, '};'].join('\n'), files };
  });
}

/**
 * `virtual:dataset-facts`: what is known of the datasets before they are loaded, taken from the registry at build
 * time. The page shows facts alone; the code that reads and draws images is the worker's.
 */
function datasetFacts(registry: string): Plugin {
  return virtualModule('dataset-facts', async () => {
    const { module, dependencies } = await runnerImport<{ readonly datasets: ReadonlyMap<string, object> }>(registry);
    // Functions have no JSON, which leaves the facts.
    return { code: `export const datasetFacts = ${JSON.stringify([...module.datasets.values()])};`, files: dependencies };
  });
}

/** As lucide names its components: "grid-3x3" is Grid3x3. */
function componentName(icon: string): string {
  return icon.split('-').map((word) => word.charAt(0).toUpperCase() + word.slice(1)).join('');
}
