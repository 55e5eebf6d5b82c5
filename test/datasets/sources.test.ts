// Where files are looked for: in the browser (kept, own server, public copies) and on disk; and what is said when
// they are nowhere.

import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createBrowserSources } from '../../src/datasets/browser-sources.ts';
import { createNodeSources } from '../../src/datasets/node-sources.ts';
import { DataUnavailableError, type Bytes, type RawFile } from '../../src/datasets/sources.ts';

const file: RawFile = { dataset: 'mnist', name: 'a.gz', publicUrls: ['https://one.example/a.gz', 'https://two.example/a.gz'] };
const own = 'https://app.example/tool/data/mnist/a.gz';
const bytes = (...values: number[]): Bytes => Uint8Array.from(values);

/** Accepts bytes that start with 1. */
const decode = async (received: Bytes): Promise<string> => {
  if (received[0] !== 1) throw new Error('not what it should be');
  return `read ${received.join(' ')}`;
};

/** A browser: answers by URL (anything else is a network failure), what was asked, and a cache. */
function browser(answers: Record<string, () => Response>, cache: Map<string, Bytes> | 'none' | 'refuses' = new Map()) {
  const asked: string[] = [];
  const fetchFrom = async (input: RequestInfo | URL): Promise<Response> => {
    asked.push(String(input));
    const answer = answers[String(input)];
    if (!answer) throw new TypeError('Failed to fetch');
    return answer();
  };
  const opened = {
    match: async (url: string) => (cache instanceof Map && cache.has(url) ? new Response(cache.get(url) ?? null) : undefined),
    put: async (url: string, response: Response) => void (cache instanceof Map && cache.set(url, new Uint8Array(await response.arrayBuffer()))),
  };
  const caches = { open: async () => (cache === 'refuses' ? Promise.reject(new Error('QuotaExceededError')) : opened) } as unknown as CacheStorage;
  const sources = createBrowserSources({ baseUrl: 'https://app.example/tool/', fetch: fetchFrom, ...(cache !== 'none' && { caches }) });
  return { sources, asked };
}

describe('browser sources', () => {
  it('ask the page’s own server below its base URL first, and keep what they got', async () => {
    const cache = new Map<string, Bytes>();
    const { sources, asked } = browser({ [own]: () => new Response(bytes(1, 2)) }, cache);
    expect(await sources.read(file, decode)).toBe('read 1 2');
    expect(asked).toEqual([own]);
    expect(cache.get(own)).toEqual(bytes(1, 2));
    expect(await sources.read(file, decode)).toBe('read 1 2');
    expect(asked).toEqual([own]);
  });

  it('go on to the public copies, in order, past a missing file, a failed network and damage', async () => {
    const cache = new Map<string, Bytes>();
    const { sources, asked } = browser({ [own]: () => new Response('', { status: 404 }), 'https://one.example/a.gz': () => new Response(bytes(7)), 'https://two.example/a.gz': () => new Response(bytes(1, 9)) }, cache);
    expect(await sources.read(file, decode)).toBe('read 1 9');
    expect(asked).toEqual([own, ...file.publicUrls]);
    expect([...cache]).toEqual([[own, bytes(1, 9)]]);
  });

  it('take no content for a missing file, as Convloom’s own server answers', async () => {
    const { sources } = browser({ [own]: () => new Response(null, { status: 204 }) });
    await expect(sources.read(file, decode)).rejects.toThrow(`a.gz is not in ${own}.`);
  });

  it('take a page for a missing file, as single-page servers answer', async () => {
    const { sources } = browser({ [own]: () => new Response('<!doctype html>', { headers: { 'content-type': 'text/html; charset=utf-8' } }) });
    await expect(sources.read(file, decode)).rejects.toThrow(`a.gz is not in ${own}.`);
  });

  it('say one sentence for each place when the file is nowhere', async () => {
    const { sources } = browser({ [own]: () => new Response('', { status: 404 }), 'https://two.example/a.gz': () => new Response('', { status: 503, statusText: 'Service Unavailable' }) });
    await expect(sources.read(file, decode)).rejects.toThrow(new DataUnavailableError('mnist/a.gz', [
      'a.gz is not in the browser’s cache.',
      `a.gz is not in ${own}.`,
      'https://one.example/a.gz: Failed to fetch.',
      'https://two.example/a.gz: the server answered 503 Service Unavailable.',
    ]));
  });

  it('pass over a kept file that is damaged', async () => {
    const cache = new Map([[own, bytes(5)]]);
    const { sources } = browser({ [own]: () => new Response(bytes(1)) }, cache);
    expect(await sources.read(file, decode)).toBe('read 1');
    expect(cache.get(own)).toEqual(bytes(1));
  });

  it.each(['none', 'refuses'] as const)('remember what they were given where the cache is: %s', async (cache) => {
    const { sources, asked } = browser({}, cache);
    await sources.keep?.(file, bytes(1, 4));
    expect(await sources.read(file, decode)).toBe('read 1 4');
    expect(asked).toEqual([]);
  });

  it('tell the bytes as they come', async () => {
    const stream = () => new Response(new ReadableStream({ start(controller) {
      for (const part of [bytes(1, 2, 3), bytes(4, 5)]) controller.enqueue(part);
      controller.close();
    } }));
    const { sources } = browser({ [own]: stream });
    const seen: number[] = [];
    expect(await sources.read(file, decode, { onBytes: (received) => seen.push(received) })).toBe('read 1 2 3 4 5');
    expect(seen).toEqual([3, 5]);
  });

  it('go on where a server keeps silent, before its answer or in the middle of it', async () => {
    const silent = (init?: RequestInit) => new Promise<never>((_, reject) => init?.signal?.addEventListener('abort', () => reject(init.signal?.reason)));
    const halfway = (init?: RequestInit) => new Response(new ReadableStream({ start(controller) {
      controller.enqueue(bytes(1, 2));
      init?.signal?.addEventListener('abort', () => controller.error(init.signal?.reason));
    } }));
    const fetchFrom = async (input: RequestInfo | URL, init?: RequestInit): Promise<Response> => {
      if (String(input) === own) return silent(init);
      return String(input) === 'https://one.example/a.gz' ? halfway(init) : new Response(bytes(1, 3));
    };
    const sources = createBrowserSources({ baseUrl: 'https://app.example/tool/', fetch: fetchFrom, patienceMs: 30 });
    expect(await sources.read(file, decode)).toBe('read 1 3');
    await expect(createBrowserSources({ baseUrl: 'https://app.example/tool/', fetch: (_, init) => silent(init), patienceMs: 30 }).read(file, decode))
      .rejects.toThrow(`${own}: nothing was heard for 0.03 s.`);
  });

  describe('nearby', () => {
    const site = 'https://app.example/tool/';
    const convloom = () => new Response(null, { headers: { server: 'Convloom' } });

    it('are the cache, and Convloom’s own server, whose name is asked for once', async () => {
      const cache = new Map<string, Bytes>();
      const { sources, asked } = browser({ [site]: convloom, [own]: () => new Response(bytes(1, 2)) }, cache);
      expect(await sources.nearby.read(file, decode)).toBe('read 1 2');
      expect(asked).toEqual([site, own]);
      cache.clear();
      expect(await sources.nearby.read(file, decode)).toBe('read 1 2');
      expect(asked).toEqual([site, own, own]);
      expect(await sources.nearby.read(file, decode)).toBe('read 1 2');
      expect(asked).toEqual([site, own, own]);
    });

    it('are never a public copy', async () => {
      const { sources, asked } = browser({ [site]: convloom, [own]: () => new Response(null, { status: 204 }), 'https://one.example/a.gz': () => new Response(bytes(1)) });
      await expect(sources.nearby.read(file, decode)).rejects.toBeInstanceOf(DataUnavailableError);
      expect(asked).toEqual([site, own]);
    });

    it.each([
      ['another server', { [site]: () => new Response('', { headers: { server: 'nginx' } }) }],
      ['no server at all', {}],
    ])('are the cache alone on %s', async (_, answers) => {
      const { sources, asked } = browser({ ...answers, [own]: () => new Response(bytes(1)) }, new Map([[own, bytes(1, 8)]]));
      expect(await sources.nearby.read(file, decode)).toBe('read 1 8');
      await expect(sources.nearby.read({ ...file, name: 'b.gz' }, decode)).rejects.toThrow('b.gz is not in the browser’s cache.');
      expect(asked).toEqual([site]);
    });
  });

  it('stop at once when aborted, without trying further places', async () => {
    const controller = new AbortController();
    const { sources, asked } = browser({ [own]: () => { controller.abort(new Error('stopped')); throw new TypeError('aborted'); } });
    await expect(sources.read(file, decode, { signal: controller.signal })).rejects.toThrow('stopped');
    expect(asked).toEqual([own]);
  });
});

describe('Node sources', () => {
  let folder = '';
  beforeEach(async () => { folder = await mkdtemp(join(tmpdir(), 'convloom-')); });
  afterEach(() => rm(folder, { recursive: true }));

  const put = async (path: string, content: Bytes) => {
    await mkdir(join(folder, path, '..'), { recursive: true });
    await writeFile(join(folder, path), content);
  };

  it('look in the folders in order, for the gzipped and the plain file', async () => {
    const sources = createNodeSources([join(folder, 'x'), join(folder, 'y')]);
    await put('y/mnist/a', bytes(1, 1));
    expect(await sources.read(file, decode)).toBe('read 1 1');
    await put('y/mnist/a.gz', bytes(1, 2));
    expect(await sources.read(file, decode)).toBe('read 1 2');
    await put('x/mnist/a', bytes(1, 3));
    expect(await sources.read(file, decode)).toBe('read 1 3');
  });

  it('say where they looked, and what was wrong there', async () => {
    await put('x/mnist/a.gz', bytes(8));
    await put('y', bytes(1));
    const sources = createNodeSources([join(folder, 'x'), join(folder, 'y')]);
    await expect(sources.read(file, decode)).rejects.toThrow(new DataUnavailableError('mnist/a.gz', [
      `${join(folder, 'x/mnist')}: not what it should be.`,
      `a.gz is not in ${join(folder, 'y/mnist')}.`,
    ]));
  });

  it('say so when there is no folder to look in', async () => {
    await expect(createNodeSources([]).read(file, decode)).rejects.toThrow('mnist/a.gz could not be read: there is no place to read it from.');
  });
});
