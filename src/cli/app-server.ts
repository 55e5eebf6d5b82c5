// Serves the built page and the downloaded data on localhost, cross-origin isolated and under the page's content policy, to
// requests that name this server: a page of elsewhere whose name leads here all of a sudden (DNS rebinding) gets nothing.

import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { extname } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { pageHeaders } from '../hosting/page-headers.ts';
import { readRange } from './byte-range.ts';
import { namesOf, openFile, type ServedFile } from './served-file.ts';

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

/** With every answer: the page's headers, and the name by which the page knows that it may ask for data. */
const everyHeader = { Server: 'Convloom', ...pageHeaders };

const wellFormedDataPath = /^\/data\/[\w-]+\/\w[\w.-]*$/;

/**
 * Starts serving on localhost at `port`, or the next one that is free; resolves with the server and its port. Requests must name
 * localhost, the address listened on or one of `allowedHosts`, whatever the port: it may be forwarded.
 */
export async function startAppServer(folders: Folders, port: number, allowedHosts: readonly string[] = []): Promise<{ server: Server; port: number }> {
  const hosts = new Set(['localhost', '127.0.0.1', '[::1]', ...allowedHosts.map((host) => host.toLowerCase())]);
  const server = createServer((request, response) => {
    answer(request, response, folders, hosts).catch(() => response.destroy());
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

async function answer(request: IncomingMessage, response: ServerResponse, folders: Folders, hosts: ReadonlySet<string>): Promise<void> {
  const { host, path } = targetOf(request);
  if (host === undefined || !hosts.has(host)) return refuse(response, 403, `This server answers to ${[...hosts].join(', ')}; "convloom serve --allow-host NAME" adds a name`);
  if (request.method !== 'GET' && request.method !== 'HEAD') return refuse(response, 405, 'Only GET and HEAD are answered', { Allow: 'GET, HEAD' });
  const file = await findFile(path, folders);
  // Data that was not downloaded is no fault, and Chromium logs every 404 as one.
  if (file === 'absent' && wellFormedDataPath.test(path)) return void response.writeHead(204, everyHeader).end();
  if (file === 'absent' || file === undefined) return refuse(response, 404, 'Not found');
  try {
    await sendFile(request, response, file, path);
  } finally {
    await file.handle.close();
  }
}

async function sendFile(request: IncomingMessage, response: ServerResponse, file: ServedFile, path: string): Promise<void> {
  const { sizeBytes, etag, lastModified } = file;
  const headers = {
    ...everyHeader,
    'Content-Type': mediaTypes[extname(path === '/' ? file.path : path)] ?? 'application/octet-stream',
    'Accept-Ranges': 'bytes',
    ETag: etag,
    'Last-Modified': lastModified,
    // Built assets carry a hash in their names and never change; everything else may.
    'Cache-Control': path.startsWith('/assets/') ? 'public, max-age=31536000, immutable' : 'no-cache',
  };
  if (isKnown(request, file)) return void response.writeHead(304, headers).end();
  const range = request.method === 'GET' && isStillRanged(request, file) ? readRange(request.headers.range, sizeBytes) : undefined;
  if (range === 'unsatisfiable') return refuse(response, 416, 'The file has no such bytes', { 'Content-Range': `bytes */${sizeBytes}` });
  const { first, last } = range ?? { first: 0, last: sizeBytes - 1 };
  response.writeHead(range ? 206 : 200, {
    ...headers, 'Content-Length': last - first + 1, ...(range && { 'Content-Range': `bytes ${first}-${last}/${sizeBytes}` }),
  });
  if (request.method === 'HEAD' || sizeBytes === 0) return void response.end();
  await pipeline(file.handle.createReadStream({ start: first, end: last, autoClose: false }), response);
}

/** True where the browser has this very file already. */
function isKnown({ headers }: IncomingMessage, { etag }: ServedFile): boolean {
  const known = headers['if-none-match'];
  return known !== undefined && known.split(',').some((one) => one.trim() === '*' || one.trim().replace(/^W\//, '') === etag);
}

/** False where the rest of a file is asked for that has changed since its beginning was read. */
function isStillRanged({ headers }: IncomingMessage, { etag, lastModified }: ServedFile): boolean {
  const condition = headers['if-range'];
  return condition === undefined || condition === etag || condition === lastModified;
}

function refuse(response: ServerResponse, status: number, sentence: string, more: Readonly<Record<string, string>> = {}): void {
  response.writeHead(status, { ...everyHeader, ...more, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${sentence}\n`);
}

/** Whom a request means, without the port, and which path there; both as they were sent but for capital letters of the host. */
function targetOf(request: IncomingMessage): { host: string | undefined; path: string } {
  const url = request.url ?? '';
  // A proxy's form of the first line, "GET http://host/path", is what counts beside a Host header.
  const [, absoluteHost, absolutePath] = /^https?:\/\/([^/?#]*)([^?#]*)/i.exec(url) ?? [];
  const named = request.headersDistinct['host'] ?? [];
  const host = absoluteHost ?? (named.length === 1 ? named[0] : undefined);
  return { host: host?.toLowerCase().replace(/:\d*$/, ''), path: absolutePath ?? url.replace(/[?#].*$/s, '') };
}

async function findFile(path: string, { app, data }: Folders): Promise<ServedFile | 'absent' | undefined> {
  if (path === '/') return openFile(app, ['index.html']);
  const names = namesOf(path);
  if (names === undefined) return undefined;
  return names[0] === 'data' ? openFile(data, names.slice(1)) : openFile(app, names);
}
