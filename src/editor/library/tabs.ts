// What tabs need of each other: one lock a document, which goes with its tab however that ends, and a channel on which
// they talk.

import type { NetworkDocument } from '../../core/document.ts';
import type { DocumentTimeline } from './library.ts';

/** Gives a lock back. */
export type Release = () => void;

export interface DocumentLocks {
  /** The lock of a document, or nothing where another tab has it. `onStolen` is called where it is taken away. */
  tryHold(id: string, onStolen: () => void): Promise<Release | undefined>;
  /** Calls back when the tab that has it gives it back or is gone. Returns how to wait no more. */
  waitFor(id: string, onHeld: (release: Release) => void, onStolen: () => void): () => void;
  /** The lock at once, whoever has it. */
  take(id: string, onStolen: () => void): Promise<Release>;
}

/** A document as the tab that edits it has it, made from one of the stored revisions `bases`. */
export interface LiveState {
  readonly document: NetworkDocument;
  readonly bases: readonly string[];
  /** Where the tab gives the document out of its hands. */
  readonly timeline?: DocumentTimeline;
}

export type TabMessage =
  /** A tab follows the document: whoever edits it shows it. */
  | { readonly type: 'follow'; readonly id: string }
  | { readonly type: 'state'; readonly id: string; readonly state: LiveState }
  /** `from` wants to edit the document. */
  | { readonly type: 'take'; readonly id: string; readonly from: string }
  | { readonly type: 'given'; readonly id: string; readonly to: string; readonly state: LiveState }
  | { readonly type: 'rename'; readonly id: string; readonly name: string }
  /** The library has changed: what was saved, or deleted. */
  | { readonly type: 'saved' | 'deleted' | 'listed'; readonly id: string };

export interface TabChannel {
  post(message: TabMessage): void;
  /** Other tabs' messages. */
  subscribe(listener: (message: TabMessage) => void): void;
}

/** The browser's locks; undefined where it has none, as on pages without https. */
export function createBrowserLocks(): DocumentLocks | undefined {
  const { locks } = navigator as { readonly locks?: LockManager };
  if (!locks) return undefined;
  const name = (id: string) => `convloom-document ${id}`;
  /** Resolves with how to give the lock back as soon as it is held; undefined where it is not to be had. */
  const request = (id: string, options: LockOptions, onStolen: () => void) =>
    new Promise<Release | undefined>((resolve, reject) => {
      let isHeld = false;
      const over = locks.request(name(id), options, (lock) => {
        if (!lock) return resolve(undefined);
        isHeld = true;
        return new Promise<void>((release) =>
          resolve(() => {
            isHeld = false;
            release();
          }),
        );
      });
      over.catch((error: unknown) => {
        if (isHeld) onStolen();
        else reject(error);
      });
    });
  return {
    tryHold: (id, onStolen) => request(id, { ifAvailable: true }, onStolen),
    waitFor(id, onHeld, onStolen) {
      const waiting = new AbortController();
      request(id, { signal: waiting.signal }, onStolen).then(
        (release) => {
          if (!release) return;
          if (waiting.signal.aborted) release();
          else onHeld(release);
        },
        () => undefined,
      );
      return () => waiting.abort();
    },
    take: async (id, onStolen) => (await request(id, { steal: true }, onStolen)) ?? (() => undefined),
  };
}

export function createBrowserChannel(): TabChannel {
  const channel = new BroadcastChannel('convloom-documents');
  return {
    post: (message) => channel.postMessage(message),
    subscribe: (listener) =>
      channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) => listener(data)),
  };
}
