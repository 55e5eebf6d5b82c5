// `convloom serve`: cross-origin isolated, nothing outside its two folders, and the next port where one is taken.

import { createServer, request } from 'node:http';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppServer } from '../../src/cli/app-server.ts';

let folder = '';
let server: Server;
let port = 0;

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'convloom-serve-'));
  mkdirSync(join(folder, 'app/assets'), { recursive: true });
  mkdirSync(join(folder, 'data/mnist'), { recursive: true });
  writeFileSync(join(folder, 'app/index.html'), '<title>Page</title>');
  writeFileSync(join(folder, 'app/assets/main-abc.js'), 'export {};');
  writeFileSync(join(folder, 'app/assets/kernels.wasm'), '\0asm');
  writeFileSync(join(folder, 'data/mnist/images.gz'), Buffer.from([0x1f, 0x8b, 8, 0]));
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  ({ server, port } = await startAppServer({ app: join(folder, 'app'), data: join(folder, 'data') }, 0));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, init?: RequestInit) => fetch(`http://localhost:${port}${path}`, init);

/** A request whose path is sent as it is; fetch would tidy it first. */
function getRaw(path: string): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: 'localhost', port, path }, (response) => {
      response.resume();
      resolve(response.statusCode);
    }).on('error', reject).end();
  });
}

describe('the server', () => {
  it('isolates every response, also those of files that are not there', async () => {
    for (const path of ['/', '/assets/main-abc.js', '/data/mnist/images.gz', '/absent']) {
      const { headers } = await get(path);
      expect(headers.get('cross-origin-opener-policy')).toBe('same-origin');
      expect(headers.get('cross-origin-embedder-policy')).toBe('require-corp');
      expect(headers.get('cross-origin-resource-policy')).toBe('same-origin');
    }
  });

  it.each([
    ['/', 'text/html; charset=utf-8'],
    ['/assets/main-abc.js', 'text/javascript; charset=utf-8'],
    ['/assets/kernels.wasm', 'application/wasm'],
    ['/data/mnist/images.gz', 'application/gzip'],
  ])('serves %s as %s', async (path, type) => {
    const response = await get(path);
    expect([response.status, response.headers.get('content-type')]).toEqual([200, type]);
  });

  it('hands gzipped data over as it lies', async () => {
    const response = await get('/data/mnist/images.gz');
    expect(response.headers.get('content-encoding')).toBeNull();
    expect([...new Uint8Array(await response.arrayBuffer())]).toEqual([0x1f, 0x8b, 8, 0]);
  });

  it('answers HEAD without a body and refuses to be written to', async () => {
    const head = await get('/', { method: 'HEAD' });
    expect([head.status, head.headers.get('content-length'), await head.text()]).toEqual([200, '19', '']);
    expect((await get('/', { method: 'POST' })).status).toBe(405);
  });

  it.each(['/../secret.txt', '/..%2fsecret.txt', '/data/../../secret.txt', '/data/..%2f..%2fsecret.txt', '/%2e%2e/secret.txt', '/%00', '/%', '/assets', '/data/mnist'])(
    'gives nothing for %s', async (path) => {
      expect(await getRaw(path)).toBe(404);
    },
  );

  it('says of data that was not downloaded that there is none, without an error', async () => {
    const response = await get('/data/mnist/labels.gz');
    expect([response.status, response.headers.get('cross-origin-embedder-policy')]).toEqual([204, 'require-corp']);
    expect((await get('/assets/labels.gz')).status).toBe(404);
  });

  it('takes the next port where one is taken', async () => {
    const other = createServer();
    await new Promise<void>((resolve) => other.listen(0, 'localhost', resolve));
    const taken = (other.address() as AddressInfo).port;
    const started = await startAppServer({ app: folder, data: folder }, taken);
    expect(started.port).toBeGreaterThan(taken);
    expect((await fetch(`http://localhost:${started.port}/secret.txt`)).status).toBe(200);
    started.server.close();
    other.close();
  });

  it('is out of reach from other machines', () => {
    expect(['127.0.0.1', '::1']).toContain((server.address() as AddressInfo).address);
  });
});
