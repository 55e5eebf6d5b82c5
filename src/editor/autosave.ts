// What the browser keeps between visits: the document and the session, in IndexedDB. A save that cannot be read
// is set aside under a key of its own and reported, never overwritten.

import { createStore, get, set, type UseStore } from 'idb-keyval';
import type { NetworkDocument } from '../core/document.ts';
import { parseDocument, serialiseDocument } from '../core/document-format.ts';
import type { DocumentStore } from './document-store.ts';
import { readSession, type SavedSession, type SessionState, type SessionStore } from './session-store.ts';

const documentKey = 'document';
const sessionKey = 'session';

/** Long enough to take a burst of edits as one, short enough to lose nothing that a person would notice. */
const delayMs = 400;

let store: UseStore | undefined;
const database = (): UseStore => (store ??= createStore('convloom', 'keyval'));

/** What was not yet saved when the page went: IndexedDB finishes nothing then, this does. */
const leftoverKey = 'convloom-unsaved';

export interface Restored {
  readonly document?: NetworkDocument;
  readonly session: Partial<SavedSession>;
  /** What was saved and could not be read: its text, where it is kept, and why. */
  readonly damaged?: { readonly key: string; readonly text: string; readonly reason: string };
}

/** What the last visit left. Never throws: where the browser keeps nothing, nothing is restored. */
export async function restore(): Promise<Restored> {
  try {
    const leftover = takeLeftover();
    if (leftover.document !== undefined) await set(documentKey, leftover.document, database());
    if (leftover.session !== undefined) await set(sessionKey, leftover.session, database());
    const [text, session] = await Promise.all([get<unknown>(documentKey, database()), get<unknown>(sessionKey, database())]);
    const restored = { session: readSession(session) };
    if (text === undefined) return restored;
    const result = typeof text === 'string' ? parseDocument(text) : { problems: [{ path: '', message: `the save is not text but ${typeof text}` }] };
    if ('document' in result) return { ...restored, document: result.document };
    const damaged = { key: `${documentKey}-damaged-${new Date().toISOString()}`, text: String(text), reason: result.problems[0]?.message ?? '' };
    await set(damaged.key, text, database());
    return { ...restored, damaged };
  } catch {
    return { session: {} };
  }
}

function takeLeftover(): { readonly document?: unknown; readonly session?: unknown } {
  const text = localStorage.getItem(leftoverKey);
  if (text === null) return {};
  localStorage.removeItem(leftoverKey);
  return JSON.parse(text) as { document?: unknown; session?: unknown };
}

/** Saves document and session shortly after each change, and at once when the page is left. Returns how to stop. */
export function startAutosave(documents: DocumentStore, session: SessionStore, onFailure: (error: unknown) => void): () => void {
  const document = createSaver(documentKey, () => serialiseDocument(documents.getState().document), onFailure);
  const view = createSaver(sessionKey, () => savedPart(session.getState()), onFailure);
  const stopDocument = documents.subscribe((now, before) => { if (now.document !== before.document) document.schedule(); });
  const stopSession = session.subscribe(view.schedule);
  const leave = () => {
    const leftover = { ...document.leftover(), ...view.leftover() };
    if (Object.keys(leftover).length === 0) return;
    try {
      localStorage.setItem(leftoverKey, JSON.stringify(leftover));
    } catch (error) {
      onFailure(error);
    }
  };
  addEventListener('pagehide', leave);
  return () => {
    stopDocument();
    stopSession();
    removeEventListener('pagehide', leave);
    leave();
  };
}

/** Writes one value to IndexedDB, a while after the last change. */
function createSaver(key: string, read: () => unknown, onFailure: (error: unknown) => void) {
  let timer: ReturnType<typeof setTimeout> | undefined;
  /** Changes told of, and how many of them IndexedDB has. */
  let changes = 0;
  let saved = 0;
  const save = () => {
    const upTo = changes;
    set(key, read(), database()).then(() => { saved = upTo; }, onFailure);
  };
  return {
    schedule() {
      changes++;
      clearTimeout(timer);
      timer = setTimeout(save, delayMs);
    },
    /** The value under its key where IndexedDB may not have it yet. */
    leftover: () => (saved === changes ? {} : { [key]: read() }),
  };
}

function savedPart({ notices: _notices, dialog: _dialog, ...saved }: SessionState): SavedSession {
  return saved;
}
