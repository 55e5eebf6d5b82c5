// Whether this page is cross-origin isolated, which threads need, and why not: pure facts to sentences.
// https://developer.mozilla.org/docs/Web/API/Window/crossOriginIsolated

/** What decides about isolation. */
export interface PageFacts {
  /** `crossOriginIsolated`: threads may be had. */
  readonly isolated: boolean;
  /** `isSecureContext`: https, or localhost. */
  readonly secure: boolean;
  /** The page lies in a frame of another page. */
  readonly embedded: boolean;
  /** The service worker that adds the headers; `none` where the browser has no such thing. */
  readonly worker: 'none' | 'starting' | 'ready' | 'failed';
  /** This tab was reloaded for the sake of isolation already. */
  readonly reloaded: boolean;
}

export type Isolation = 'isolated' | 'insecure' | 'embedded' | 'no-worker' | 'worker-failed' | 'starting' | 'reload' | 'refused';

/** How the page stands; the first reason that applies is the one to tell. */
export function judgeIsolation({ isolated, secure, embedded, worker, reloaded }: PageFacts): Isolation {
  if (isolated) return 'isolated';
  if (!secure) return 'insecure';
  if (embedded) return 'embedded';
  switch (worker) {
    case 'none': return 'no-worker';
    case 'failed': return 'worker-failed';
    case 'starting': return 'starting';
    case 'ready': return reloaded ? 'refused' : 'reload';
  }
}

const texts: Readonly<Record<Exclude<Isolation, 'isolated'>, string>> = {
  insecure: 'Training runs on one thread: browsers allow threads on https pages and on localhost only.',
  embedded: 'Training runs on one thread because this page lies inside another one; opened in a tab of its own it can use all cores.',
  'no-worker': 'Training runs on one thread: this server does not send the headers that threads need, and this browser or private window has no service worker to add them.',
  'worker-failed': 'Training runs on one thread: this server does not send the headers that threads need, and the service worker that adds them could not be installed.',
  starting: 'Training runs on one thread while Convloom is being stored for offline use.',
  reload: 'Training runs on one thread until you reload the page; then it can use all cores.',
  refused: 'Training runs on one thread: this browser does not isolate the page, although the headers for it are there.',
};

/** One sentence on why there is one thread only; undefined where threads may be had. */
export function isolationText(isolation: Isolation): string | undefined {
  return isolation === 'isolated' ? undefined : texts[isolation];
}

/** How long after it was opened a page still counts as starting. */
const startUpMs = 30_000;

/**
 * Whether the page may reload by itself to become isolated: once in a tab, and right at the start, before the
 * person has touched anything, so that no run and no work can be lost.
 */
export function mayReload(isolation: Isolation, touched: boolean, sinceStartMs: number): boolean {
  return isolation === 'reload' && !touched && sinceStartMs < startUpMs;
}
