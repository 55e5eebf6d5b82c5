// Raw files in a browser, page or worker: what an earlier visit kept, then the page's own server, then public
// copies. What was had is kept in the browser's cache.

import { readBody, withPatience } from './http.ts';
import { DataUnavailableError, readFirst, type Bytes, type DataSources, type GreyImage, type Place, type RawFile, type ReadOptions } from './sources.ts';

export interface BrowserEnvironment {
  /** Absolute URL of the folder the page lies in; `data/<dataset>/<file>` is asked for below it. */
  readonly baseUrl: string;
  readonly fetch?: typeof fetch;
  /** Whether the page's server may be asked unasked just now; it may where absent. */
  readonly mayAskAhead?: () => boolean;
  /** Absent in pages that are not served securely. */
  readonly caches?: CacheStorage;
  /** How long a server may keep silent before the next place is tried; 15 s unless given. */
  readonly patienceMs?: number;
}

const cacheName = 'convloom-data-1';

/** The way to all places, and to those alone that a page may ask unasked. */
export interface BrowserSources extends DataSources {
  /**
   * The browser's cache and, where the page comes from Convloom's own server, that. Other servers may answer with an error
   * that the browser logs, and public copies cost somebody's network.
   */
  readonly nearby: DataSources;
}

/** Sources for a page; the defaults are the browser's own. */
export function createBrowserSources(environment: BrowserEnvironment): BrowserSources {
  const storage = environment.caches ?? globalThis.caches;
  const ownUrl = (file: RawFile) => new URL(`data/${file.dataset}/${file.name}`, environment.baseUrl).href;
  /** What the browser would not keep, for as long as the page or worker lives. */
  const inMemory = new Map<string, Bytes>();
  const keep = async (file: RawFile, bytes: Bytes) => {
    try {
      if (!storage) throw new Error('this page has no cache');
      await (await storage.open(cacheName)).put(ownUrl(file), new Response(bytes));
    } catch {
      // Private windows, full disks and pages that are not served securely refuse.
      inMemory.set(ownUrl(file), bytes);
    }
  };
  const kept = (file: RawFile): Place => ({
    name: 'the browser’s cache',
    async fetch() {
      const response = await (await storage?.open(cacheName).catch(() => undefined))?.match(ownUrl(file));
      return response ? new Uint8Array(await response.arrayBuffer()) : inMemory.get(ownUrl(file));
    },
  });
  const onServer = (file: RawFile, url: string): Place => ({
    name: url,
    fetch: (options) => download(url, environment, options),
    accepted: (bytes) => keep(file, bytes),
  });
  let ownServer: Promise<boolean> | undefined;
  const isOwnServer = async () => environment.mayAskAhead?.() !== false && (ownServer ??= comesFromConvloom(environment));
  return {
    async read(file, decode, options) {
      return readFirst(file, [kept(file), onServer(file, ownUrl(file)), ...file.publicUrls.map((url) => onServer(file, url))], decode, options);
    },
    nearby: {
      async read(file, decode, options) {
        return readFirst(file, [kept(file), ...((await isOwnServer()) ? [onServer(file, ownUrl(file))] : [])], decode, options);
      },
    },
    keep,
    ...(typeof OffscreenCanvas !== 'undefined' && { decodeImage }),
  };
}

/** Convloom's server says its name with the page, and answers without an error where it has no data. */
async function comesFromConvloom({ baseUrl, fetch: fetchFrom = fetch }: BrowserEnvironment): Promise<boolean> {
  try {
    const response = await fetchFrom(baseUrl, { method: 'HEAD' });
    // Read to its end, empty as it is, or the browser takes it for aborted.
    await response.arrayBuffer();
    return response.headers.get('server') === 'Convloom';
  } catch {
    return false;
  }
}

/** Gives undefined where the server does not have it; rejects with the status for other failures. */
function download(url: string, { fetch: fetchFrom = fetch, patienceMs }: BrowserEnvironment, { signal, onBytes }: ReadOptions): Promise<Bytes | undefined> {
  return withPatience(signal, async (until, heard) => {
    // Called apart from the object: a browser's fetch refuses another `this`.
    const response = await fetchFrom(url, { signal: until });
    heard();
    // Convloom's own server says 204 of data it lacks. A server that answers every address with its page (a
    // single-page app's habit) lacks it too.
    if (response.status === 404 || response.status === 204 || response.headers.get('content-type')?.startsWith('text/html')) return undefined;
    return readBody(response, (received) => {
      heard();
      onBytes?.(received);
    });
  }, patienceMs);
}

/** Rows drawn at a time: a sprite of 784×65,000 is larger than a canvas may be. */
const rowsPerPiece = 5_000;

async function decodeImage(bytes: Bytes): Promise<GreyImage> {
  const bitmap = await createImageBitmap(new Blob([bytes]), { colorSpaceConversion: 'none' });
  const { width, height } = bitmap;
  const pixels = new Uint8Array(width * height);
  const canvas = new OffscreenCanvas(width, Math.min(rowsPerPiece, height));
  const context = canvas.getContext('2d', { willReadFrequently: true });
  if (!context) throw new DataUnavailableError('A PNG', ['The browser gives no canvas to decode it with.']);
  for (let top = 0; top < height; top += rowsPerPiece) {
    const rows = Math.min(rowsPerPiece, height - top);
    context.drawImage(bitmap, 0, top, width, rows, 0, 0, width, rows);
    const { data } = context.getImageData(0, 0, width, rows);
    for (let i = 0; i < width * rows; i++) pixels[top * width + i] = data[4 * i] as number;
  }
  bitmap.close();
  return { width, height, pixels };
}
