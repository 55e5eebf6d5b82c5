// Serves the built page and the downloaded data on localhost, cross-origin isolated: without these headers a
// page has no SharedArrayBuffer, and engines no threads.

import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname, join, normalize, sep } from 'node:path';
import { pipeline } from 'node:stream/promises';

export interface Folders {
  /** Served at `/`. */
  readonly app: string;
  /** Served at `/data/`. */
  readonly data: string;
}

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.mjs': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json; charset=utf-8',
  '.map': 'application/json; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
  '.txt': 'text/plain; charset=utf-8',
  // Data sets are handed over as they lie: the page unpacks them itself.
  '.gz': 'application/gzip',
};

/** With every answer: what isolates the page, and the name by which the page knows that it may ask for data. */
const everyHeader = {
  Server: 'Convloom',
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Embedder-Policy': 'require-corp',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'X-Content-Type-Options': 'nosniff',
};

const wellFormedDataPath = /^\/data\/[\w-]+\/\w[\w.-]*$/;

/** Starts serving on localhost at `port`, or the next one that is free; resolves with the server and its port. */
export async function startAppServer(folders: Folders, port: number): Promise<{ server: Server; port: number }> {
  const server = createServer((request, response) => {
    answer(request, response, folders).catch(() => response.destroy());
  });
  for (let candidate = port; candidate <= Math.min(port + 100, 65_535); candidate++) {
    const taken = await listen(server, candidate);
    if (taken) continue;
    const address = server.address();
    return { server, port: typeof address === 'object' && address ? address.port : candidate };
  }
  throw new Error(`No port from ${port} to ${Math.min(port + 100, 65_535)} is free; name another with --port.`);
}

/** Listens; resolves with true where the port is taken. */
function listen(server: Server, port: number): Promise<boolean> {
  return new Promise((resolve, reject) => {
    const onError = (error: NodeJS.ErrnoException): void => {
      server.off('listening', onListening);
      if (error.code === 'EADDRINUSE' || error.code === 'EACCES') resolve(true);
      else reject(error);
    };
    const onListening = (): void => {
      server.off('error', onError);
      resolve(false);
    };
    server.once('error', onError);
    server.once('listening', onListening);
    server.listen(port, 'localhost');
  });
}

async function answer(request: IncomingMessage, response: ServerResponse, folders: Folders): Promise<void> {
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405);
  const path = pathOf(request);
  const file = path === undefined ? undefined : await findFile(path, folders);
  // Data that was not downloaded is no fault, and Chromium logs every 404 as one.
  if (!file && path !== undefined && wellFormedDataPath.test(path)) return void response.writeHead(204, everyHeader).end();
  if (!file) return refuse(response, 404);
  response.writeHead(200, {
    ...everyHeader,
    'Content-Type': mediaTypes[extname(file.path)] ?? 'application/octet-stream',
    'Content-Length': file.sizeBytes,
    // Built assets carry a hash in their names and never change; everything else may.
    'Cache-Control': path?.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  });
  if (request.method === 'HEAD') return void response.end();
  await pipeline(createReadStream(file.path), response);
}

function refuse(response: ServerResponse, status: 404 | 405): void {
  response.writeHead(status, { ...everyHeader, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(status === 404 ? 'Not found\n' : 'Only GET and HEAD are answered\n');
}

/** The decoded path of a request's URL; undefined where it does not decode. */
function pathOf(request: IncomingMessage): string | undefined {
  try {
    return decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
  } catch {
    return undefined;
  }
}

async function findFile(path: string, folders: Folders): Promise<{ path: string; sizeBytes: number } | undefined> {
  const isData = path.startsWith('/data/');
  const folder = isData ? folders.data : folders.app;
  const full = normalize(join(folder, isData ? path.slice('/data'.length) : path === '/' ? '/index.html' : path));
  if (!full.startsWith(normalize(folder + sep)) || path.includes('\0')) return undefined;
  const found = await stat(full).catch(() => undefined);
  return found?.isFile() ? { path: full, sizeBytes: found.size } : undefined;
}
