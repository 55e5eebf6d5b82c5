// What the desk and the page around it have to say to each other.

import type { Leftover, SetAside } from './library.ts';

/** What has happened and must be said. */
export type DeskEvent =
  | { readonly type: 'not saved'; readonly error: unknown }
  | { readonly type: 'set aside'; readonly setAside: SetAside }
  /** What another tab had saved over the same document is a version now. */
  | { readonly type: 'rival kept' }
  /** Another tab took the document, and what was not saved here is a version now. */
  | { readonly type: 'lost' }
  | { readonly type: 'deleted elsewhere'; readonly id: string; readonly name: string }
  /** An edit was refused: the document is another tab's. */
  | { readonly type: 'refused' };

/** What the desk needs of its page. */
export interface DeskPage {
  /** What is kept for this tab alone, across reloads. */
  tabDocument(): string | undefined;
  setTabDocument(id: string): void;
  /** Keeps at once what may not reach the storage; false where it could not. */
  leave(id: string, leftover: Leftover): boolean;
  takeLeftover(id: string): Leftover | undefined;
  /** Calls back when the page is hidden, and when it goes. */
  onHide(callback: (isGoing: boolean) => void): void;
}
