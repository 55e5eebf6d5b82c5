// What the browser keeps of the session between visits: how the page looks, and what was selected of which document. A
// tab that is reloaded has its own; a new tab has that of the last one.

import { createSaver } from './saver.ts';
import type { SaveStorage } from './save-storage.ts';
import { readSession, type SavedSession, type SessionState, type SessionStore } from './session-store.ts';

const sessionKey = 'session';

export interface RestoredSession {
  readonly session: Partial<SavedSession>;
  /** Id of the document that its selection and its view are of. */
  readonly document?: string;
}

/** What the last visit left. Never throws: where the browser keeps nothing, nothing is restored. */
export async function restoreSession(storage: SaveStorage): Promise<RestoredSession> {
  const left = storage.takeLeftover(sessionKey);
  const texts = [storage.getOfTab(sessionKey), left];
  const value = texts.map(parse).find((found) => found !== undefined)
    ?? await storage.get(sessionKey).catch(() => undefined);
  const { document } = (typeof value === 'object' && value !== null ? value : {}) as { readonly document?: unknown };
  return { session: readSession(value), ...(typeof document === 'string' && { document }) };
}

function parse(text: string | undefined): unknown {
  try {
    return text === undefined ? undefined : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/**
 * Saves the session shortly after each change, and at once when the page is left; `shown` is the document on the
 * canvas.
 */
export function startAutosave(session: SessionStore, storage: SaveStorage, shown: () => string): void {
  const read = () => ({ ...savedPart(session.getState()), document: shown() });
  // The document is what must not be lost; where there is no room, it says so.
  const saver = createSaver(() => storage.set(sessionKey, read()), () => undefined);
  session.subscribe((now, before) => { if (changed(now, before)) saver.schedule(); });
  storage.onHide((isGoing) => {
    const text = JSON.stringify(read());
    storage.setOfTab(sessionKey, text);
    if (isGoing && saver.isBehind()) storage.leave(sessionKey, text);
    void saver.flush();
  });
}

function changed(now: SessionState, before: SessionState): boolean {
  return (Object.keys(savedPart(now)) as (keyof SavedSession)[]).some((key) => now[key] !== before[key]);
}

function savedPart({ notices: _notices, dialog: _dialog, ...saved }: SessionState): SavedSession {
  return saved;
}
