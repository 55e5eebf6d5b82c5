// A page made of the tests' own sources, bundled as the app is and served on a port of its own.

import { createReadStream, existsSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname } from 'node:path';
import { build } from 'vite';
import { threadsFromFiles } from '../../src/engines/tfjs/threads-from-files.ts';

export interface ServedPage {
  readonly url: string;
  stop(): void;
}

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html', '.js': 'text/javascript', '.wasm': 'application/wasm', '.ico': 'image/x-icon',
};
const isolation = { 'cross-origin-opener-policy': 'same-origin', 'cross-origin-embedder-policy': 'require-corp' };

/** Bundles the page whose index.html is in `folder` into `outDir` and serves it, cross-origin isolated or not. */
export async function servePage(folder: string, outDir: string, isolated: boolean): Promise<ServedPage> {
  await build({
    root: folder, configFile: false, base: './', logLevel: 'warn', publicDir: false,
    build: { outDir, emptyOutDir: true, target: 'es2023' }, worker: { format: 'es', plugins: () => [threadsFromFiles()] },
  });
  const headers = isolated ? isolation : {};
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://localhost').pathname;
    const file = outDir + (path === '/' ? '/index.html' : path);
    if (existsSync(file)) {
      response.writeHead(200, { ...headers, 'content-type': types[extname(file)] ?? 'application/octet-stream' });
      createReadStream(file).pipe(response);
    } else {
      response.writeHead(404, headers).end();
    }
  });
  await new Promise<void>((resolve) => { server.listen(0, resolve); });
  return { url: `http://localhost:${(server.address() as AddressInfo).port}/`, stop: () => void server.close() };
}
