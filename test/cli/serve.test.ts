// `convloom serve`: cross-origin isolated, nothing outside its two folders, and the next port where one is taken.

import { createServer, request } from 'node:http';
import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { connect, type AddressInfo, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startAppServer } from '../../src/cli/app-server.ts';
import { cifar10Edition } from '../../src/datasets/cifar-10.ts';
import { fashionMnistEdition } from '../../src/datasets/fashion-mnist.ts';
import { mnistEdition } from '../../src/datasets/mnist.ts';
import type { RawFile } from '../../src/datasets/sources.ts';
import { dataHosts, pageHeaders } from '../../src/hosting/page-headers.ts';
import { projectRoot } from '../support/shared-data.ts';

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
  writeFileSync(join(folder, 'data/mnist/bytes.bin'), Buffer.from([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]));
  writeFileSync(join(folder, 'data/mnist/empty.bin'), '');
  writeFileSync(join(folder, 'data/.hidden'), 'secret');
  writeFileSync(join(folder, 'secret.txt'), 'secret');
  mkdirSync(join(folder, 'outside'));
  writeFileSync(join(folder, 'outside/images.gz'), 'secret');
  ({ server, port } = await startAppServer({ app: join(folder, 'app'), data: join(folder, 'data') }, 0));
});
afterAll(() => {
  server.close();
  rmSync(folder, { recursive: true });
});

const get = (path: string, init?: RequestInit) => fetch(`http://localhost:${port}${path}`, init);

/** A request whose path and headers are sent as they are; fetch would tidy them first. */
function getRaw(path: string, headers: Record<string, string> = {}, method = 'GET'): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    request({ host: 'localhost', port, path, headers, method }, (response) => {
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
    for (const method of ['POST', 'PUT', 'DELETE', 'OPTIONS', 'PROPFIND']) {
      const { status, headers } = await get('/', { method });
      expect([status, headers.get('allow')]).toEqual([405, 'GET, HEAD']);
    }
  });

  it.each(['/../secret.txt', '/..%2fsecret.txt', '/data/../../secret.txt', '/data/..%2f..%2fsecret.txt', '/%2e%2e/secret.txt', '/data/%2e%2e/%2e%2e/secret.txt', '/data/..%5c..%5csecret.txt', '/data/%252e%252e/secret.txt',
    '/data//../../secret.txt', '//secret.txt', '/./secret.txt', '/.%2e/secret.txt', '/data/mnist%2fimages.gz', '/data/.hidden', '*', '/%00', '/%', '/assets', '/data/mnist'])(
    'gives nothing for %s', async (path) => {
      expect(await getRaw(path)).toBe(404);
    },
  );

  it('says of data that was not downloaded that there is none, without an error', async () => {
    const response = await get('/data/mnist/labels.gz');
    expect([response.status, response.headers.get('cross-origin-embedder-policy')]).toEqual([204, 'require-corp']);
    expect((await get('/assets/labels.gz')).status).toBe(404);
  });

  it.each(['evil.example', 'evil.example:80', 'localhost.evil.example', 'localhost@evil.example', 'localhost, evil.example', '127.0.0.1.nip.io', '[::2]', '0.0.0.0'])(
    'answers nothing to the host "%s", whatever is asked for', async (host) => {
      for (const [path, method] of [['/', 'GET'], ['/data/mnist/images.gz', 'GET'], ['/absent', 'HEAD'], ['/data/mnist/absent.gz', 'GET'], ['/', 'POST']] as const) {
        expect(await getRaw(path, { host }, method), path).toBe(403);
      }
    },
  );

  it('answers nothing to requests that name no host, or two', async () => {
    const statusOf = (lines: string) => new Promise<string>((resolve, reject) => {
      const socket = connect(port, 'localhost', () => socket.write(`${lines}\r\n\r\n`));
      socket.on('data', (chunk) => resolve(chunk.toString().split('\r\n')[0] ?? '')).on('error', reject);
    });
    expect(await statusOf('GET / HTTP/1.0')).toMatch(/403/);
    expect(await statusOf('GET / HTTP/1.1')).toMatch(/400/);
    expect(await statusOf('GET / HTTP/1.1\r\nHost: localhost\r\nHost: evil.example')).toMatch(/40[03]/);
  });

  it('goes by the host in the first line where there is one, as HTTP has it', async () => {
    expect(await getRaw('http://evil.example/', { host: 'localhost' })).toBe(403);
    expect(await getRaw(`http://localhost:${port}/`, { host: 'localhost' })).toBe(200);
  });

  it.each(['localhost', 'LocalHost:80', '127.0.0.1', '127.0.0.1:4173', '[::1]', '[::1]:4173'])('answers to its own name "%s"', async (host) => {
    expect(await getRaw('/', { host })).toBe(200);
  });

  it('answers to the names that it is given', async () => {
    const { server: other, port: otherPort } = await startAppServer({ app: join(folder, 'app'), data: folder }, 0, ['Box.local']);
    const ask = (host: string) => new Promise((resolve, reject) => {
      request({ host: 'localhost', port: otherPort, headers: { host } }, (response) => resolve(response.resume().statusCode)).on('error', reject).end();
    });
    expect([await ask('box.local:8080'), await ask('localhost'), await ask('other.local')]).toEqual([200, 200, 403]);
    other.close();
  });

  it('follows links within its folders alone', async (context) => {
    try {
      symlinkSync(join(folder, 'secret.txt'), join(folder, 'app/leak.txt'));
    } catch {
      context.skip('this system makes no symbolic links for its users');
    }
    symlinkSync(join(folder, 'outside'), join(folder, 'data/linked'));
    symlinkSync('../../secret.txt', join(folder, 'data/mnist/relative.gz'));
    symlinkSync(join(folder, 'nowhere'), join(folder, 'data/mnist/dangling.gz'));
    symlinkSync('images.gz', join(folder, 'data/mnist/same.gz'));
    for (const path of ['/leak.txt', '/data/linked/images.gz', '/data/mnist/relative.gz', '/data/mnist/dangling.gz']) expect((await get(path)).status, path).toBe(404);
    expect((await get('/data/mnist/same.gz')).status).toBe(200);
  });

  it('does not wait for what is no file', async (context) => {
    try {
      execFileSync('mkfifo', [join(folder, 'data/mnist/pipe.gz')], { stdio: 'ignore' });
    } catch {
      context.skip('this system has no pipes with names');
    }
    expect((await get('/data/mnist/pipe.gz')).status).toBe(404);
  });

  describe('a part of a file', () => {
    const part = async (range: string, more: Record<string, string> = {}) => {
      const response = await get('/data/mnist/bytes.bin', { headers: { range, ...more } });
      return [response.status, response.headers.get('content-range'), response.headers.get('content-length'), [...new Uint8Array(await response.arrayBuffer())]] as const;
    };

    it.each([
      ['bytes=0-0', '0-0', [0]], ['bytes=2-4', '2-4', [2, 3, 4]], ['bytes=7-', '7-9', [7, 8, 9]], ['bytes=-2', '8-9', [8, 9]],
      ['bytes=8-99', '8-9', [8, 9]], ['bytes=-99', '0-9', [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]], ['Bytes= 1-2', '1-2', [1, 2]],
    ])('%s is sent alone', async (range, told, bytes) => {
      expect(await part(range)).toEqual([206, `bytes ${told}/10`, String(bytes.length), bytes]);
    });

    it.each(['bytes=10-', 'bytes=10-12', 'bytes=4-2', 'bytes=-0', 'bytes=-', 'bytes=', 'bytes=a-b', 'bytes=1-x', 'bytes=--1', 'bytes=1'])('%s is refused with the size', async (range) => {
      const response = await get('/data/mnist/bytes.bin', { headers: { range } });
      expect([response.status, response.headers.get('content-range')]).toEqual([416, 'bytes */10']);
    });

    it.each(['bytes=0-1,3-4', 'items=0-1'])('%s gets the whole file', async (range) => {
      expect((await part(range)).slice(0, 3)).toEqual([200, null, '10']);
    });

    it('has no place in an empty file', async () => {
      expect((await get('/data/mnist/empty.bin', { headers: { range: 'bytes=0-' } })).status).toBe(416);
      const whole = await get('/data/mnist/empty.bin');
      expect([whole.status, whole.headers.get('content-length'), await whole.text()]).toEqual([200, '0', '']);
    });

    it('is not told to HEAD, which says that parts can be had', async () => {
      const { status, headers } = await get('/data/mnist/bytes.bin', { method: 'HEAD', headers: { range: 'bytes=2-4' } });
      expect([status, headers.get('content-length'), headers.get('accept-ranges')]).toEqual([200, '10', 'bytes']);
    });

    it('is sent while the file is the same, and the whole once it has changed', async () => {
      const { headers } = await get('/data/mnist/bytes.bin', { method: 'HEAD' });
      const [etag, date] = [headers.get('etag') ?? '', headers.get('last-modified') ?? ''];
      expect((await part('bytes=2-4', { 'if-range': etag }))[0]).toBe(206);
      expect((await part('bytes=2-4', { 'if-range': date }))[0]).toBe(206);
      expect((await part('bytes=2-4', { 'if-range': '"other"' })).slice(0, 3)).toEqual([200, null, '10']);
      expect((await get('/data/mnist/bytes.bin', { headers: { 'if-none-match': etag } })).status).toBe(304);
      utimesSync(join(folder, 'data/mnist/bytes.bin'), new Date(0), new Date(0));
      expect((await part('bytes=2-4', { 'if-range': etag }))[0]).toBe(200);
      expect((await part('bytes=2-4', { 'if-range': date }))[0]).toBe(200);
      expect((await get('/data/mnist/bytes.bin', { headers: { 'if-none-match': etag } })).status).toBe(200);
    });
  });

  it('sends the content policy and its like with every answer', async () => {
    for (const path of ['/', '/assets/main-abc.js', '/absent', '/data/mnist/absent.gz']) {
      const { headers } = await get(path);
      const policy = headers.get('content-security-policy') ?? '';
      for (const directive of ["default-src 'self'", "script-src 'self' 'wasm-unsafe-eval'", "style-src 'self'", "object-src 'none'", "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'"]) {
        expect(policy.split('; ')).toContain(directive);
      }
      expect(policy).not.toMatch(/unsafe-inline|'unsafe-eval'|\*/);
      expect([headers.get('referrer-policy'), headers.get('x-content-type-options')]).toEqual(['no-referrer', 'nosniff']);
    }
  });

  it('lets pages ask the public copies of data and no other server', () => {
    const files = [mnistEdition, fashionMnistEdition, cifar10Edition].flatMap((edition): readonly RawFile[] => [
      ...Object.values(edition.files), ...('sprite' in edition ? [edition.sprite.images, edition.sprite.labels] : []),
    ]);
    const asked = files.flatMap(({ publicUrls }) => publicUrls.map((url) => new URL(url).origin));
    expect(dataHosts).toEqual([...new Set(asked)].toSorted());
    const policy = pageHeaders['Content-Security-Policy'];
    expect(policy).toContain(`connect-src 'self' ${dataHosts.join(' ')};`);
    expect(readFileSync(`${projectRoot}docs/hosting.md`, 'utf8')).toContain(`Content-Security-Policy: ${policy}\n`);
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
