// What a first visit downloads: the files that index.html names, and everything in build/app, gzipped.

import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import type { Bench } from './figure.ts';

const app = join(process.cwd(), 'build/app');

/** index.html and what it loads before any script runs: scripts, preloaded modules, stylesheets. */
function firstPageFiles(): string[] {
  const html = readFileSync(join(app, 'index.html'), 'utf8');
  const named = [...html.matchAll(/(?:src|href)="\.?\/([^"]+\.(?:js|css))"/g)].map((match) => match[1] ?? '');
  return ['index.html', ...new Set(named)];
}

function gzippedBytes(files: readonly string[]): number {
  return files.reduce((sum, file) => sum + gzipSync(readFileSync(join(app, file)), { level: 9 }).length, 0);
}

const bench: Bench = {
  about: 'sizes of the built page, gzipped',
  async run(report) {
    if (!existsSync(join(app, 'index.html'))) throw new Error('There is no built page; run "npm run build" first.');
    const first = firstPageFiles();
    const all = readdirSync(app, { recursive: true, encoding: 'utf8' }).filter((file) => ['.html', '.js', '.css', '.wasm'].includes(extname(file)));
    const firstKb = gzippedBytes(first) / 1024;
    const allKb = gzippedBytes(all) / 1024;
    report({ name: 'first page', value: firstKb, unit: 'KB', against: 'everything', ratio: firstKb / allKb });
    for (const ending of ['.js', '.css']) {
      report({ name: `first page, ${ending}`, value: gzippedBytes(first.filter((file) => file.endsWith(ending))) / 1024, unit: 'KB' });
    }
    report({ name: 'everything', value: allKb, unit: 'KB' });
  },
};

export default bench;
