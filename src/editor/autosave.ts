// What the browser keeps between visits: the document and the session. A save that cannot be read is set aside
// under a key of its own and reported, never overwritten.

import type { NetworkDocument } from '../core/document.ts';
import { parseDocument, serialiseDocument } from '../core/document-format.ts';
import type { DocumentStore } from './document-store.ts';
import type { SaveStorage } from './save-storage.ts';
import { readSession, type SavedSession, type SessionState, type SessionStore } from './session-store.ts';

const documentKey = 'document';
const sessionKey = 'session';

/** Long enough to take a burst of edits as one, short enough to lose nothing that a person would notice. */
const delayMs = 400;

export interface Restored {
  readonly document?: NetworkDocument;
  readonly session: Partial<SavedSession>;
  /** What was saved and could not be read: its text, where it is kept, and why. */
  readonly damaged?: { readonly key: string; readonly text: string; readonly reason: string };
}

/** What the last visit left. Never throws: where the browser keeps nothing, nothing is restored. */
export async function restore(storage: SaveStorage): Promise<Restored> {
  try {
    for (const [key, value] of Object.entries(readLeftover(storage.takeLeftover()))) await storage.set(key, value);
    const [text, session] = await Promise.all([storage.get(documentKey), storage.get(sessionKey)]);
    const restored = { session: readSession(session) };
    if (text === undefined) return restored;
    const result = typeof text === 'string' ? parseDocument(text) : { problems: [{ path: '', message: `the save is not text but ${typeof text}` }] };
    if ('document' in result) return { ...restored, document: result.document };
    const damaged = { key: `${documentKey}-damaged-${new Date().toISOString()}`, text: String(text), reason: result.problems[0]?.message ?? '' };
    await storage.set(damaged.key, text);
    return { ...restored, damaged };
  } catch {
    return { session: {} };
  }
}

/** The values that a page left when it went; nothing where another page wrote something else there. */
function readLeftover(text: string | undefined): Record<string, unknown> {
  const value: unknown = text === undefined ? {} : JSON.parse(text);
  if (typeof value !== 'object' || value === null) return {};
  return Object.fromEntries(Object.entries(value).filter(([key]) => key === documentKey || key === sessionKey));
}

/** Saves document and session shortly after each change, and at once when the page is left. Returns how to stop. */
export function startAutosave(
  documents: DocumentStore, session: SessionStore, storage: SaveStorage, onFailure: (error: unknown) => void,
): () => void {
  const document = createSaver(storage, documentKey, () => serialiseDocument(documents.getState().document), onFailure);
  const view = createSaver(storage, sessionKey, () => savedPart(session.getState()), onFailure);
  const stopDocument = documents.subscribe((now, before) => { if (now.document !== before.document) document.schedule(); });
  const stopSession = session.subscribe(view.schedule);
  const stopLeaving = storage.onLeave(() => {
    const leftover = { ...document.leftover(), ...view.leftover() };
    if (Object.keys(leftover).length > 0) storage.leave(JSON.stringify(leftover));
  });
  return () => {
    stopDocument();
    stopSession();
    stopLeaving();
  };
}

/** Writes one value a while after the last change. */
function createSaver(storage: SaveStorage, key: string, read: () => unknown, onFailure: (error: unknown) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Changes told of, and how many of them are kept. */
  let changes = 0;
  let saved = 0;
  const save = async () => {
    const upTo = changes;
    try {
      await storage.set(key, read());
      saved = upTo;
    } catch (error) {
      onFailure(error);
    }
  };
  return {
    schedule() {
      changes++;
      clearTimeout(timer);
      timer = setTimeout(() => void save(), delayMs);
    },
    /** The value under its key where it may not be kept yet. */
    leftover: () => (saved === changes ? {} : { [key]: read() }),
  };
}

function savedPart({ notices: _notices, dialog: _dialog, ...saved }: SessionState): SavedSession {
  return saved;
}
