// A web server as bare as a static host can be: files below a sub-path, their media types, and no other header.

import { readFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { extname, join, normalize } from 'node:path';

const mediaTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.json': 'application/json',
  '.svg': 'image/svg+xml',
  '.wasm': 'application/wasm',
  '.webmanifest': 'application/manifest+json',
};

export interface PlainServer {
  /** "http://localhost:40123/some/sub/path/". */
  readonly url: string;
  stop(): Promise<void>;
}

export interface PlainServerOptions {
  /** "/some/sub/path/". */
  readonly subPath: string;
  /** Answers only after this has resolved. */
  readonly before?: (path: string) => Promise<void>;
}

/** Serves `folder` at the sub-path on a free port of localhost; everything else is 404. */
export async function startPlainServer(folder: string, { subPath, before }: PlainServerOptions): Promise<PlainServer> {
  const server = createServer((request, response) => {
    const path = decodeURIComponent(new URL(request.url ?? '/', 'http://localhost').pathname);
    const below = path.startsWith(subPath) ? path.slice(subPath.length) : undefined;
    const file = below === undefined ? '' : join(folder, normalize(below === '' ? 'index.html' : below));
    Promise.resolve(before?.(below ?? '')).then(() => readFile(file)).then(
      (content) => response.writeHead(200, { 'Content-Type': mediaTypes[extname(file)] ?? 'application/octet-stream' }).end(content),
      () => response.writeHead(404, { 'Content-Type': 'text/plain' }).end('Not found\n'),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
  const { port } = server.address() as AddressInfo;
  return { url: `http://localhost:${port}${subPath}`, stop: () => stop(server) };
}

function stop(server: Server): Promise<void> {
  server.closeAllConnections();
  return new Promise((resolve) => server.close(() => resolve()));
}
