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

export interface Restored {
  readonly document?: NetworkDocument;
  readonly session: Partial<SavedSession>;
  /** What was saved and could not be read: its text, where it is kept, and why. */
  readonly damaged?: { readonly key: string; readonly text: string; readonly reason: string };
}

/** What the last visit left. Never throws: without IndexedDB nothing is restored. */
export async function restore(): Promise<Restored> {
  try {
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

/** Saves document and session shortly after each change, and at once when the page is left. Returns how to stop. */
export function startAutosave(documents: DocumentStore, session: SessionStore, onFailure: (error: unknown) => void): () => void {
  const saver = (save: () => Promise<void>) => {
    let timer: ReturnType<typeof setTimeout> | undefined;
    const flush = () => {
      if (timer === undefined) return;
      clearTimeout(timer);
      timer = undefined;
      save().catch(onFailure);
    };
    const schedule = () => {
      clearTimeout(timer);
      timer = setTimeout(flush, delayMs);
    };
    return { schedule, flush };
  };
  const documentSaver = saver(() => set(documentKey, serialiseDocument(documents.getState().document), database()));
  const sessionSaver = saver(() => set(sessionKey, savedPart(session.getState()), database()));
  const stopDocument = documents.subscribe((now, before) => { if (now.document !== before.document) documentSaver.schedule(); });
  const stopSession = session.subscribe(sessionSaver.schedule);
  const flush = () => {
    documentSaver.flush();
    sessionSaver.flush();
  };
  const flushHidden = () => { if (document.visibilityState === 'hidden') flush(); };
  addEventListener('pagehide', flush);
  document.addEventListener('visibilitychange', flushHidden);
  return () => {
    stopDocument();
    stopSession();
    removeEventListener('pagehide', flush);
    document.removeEventListener('visibilitychange', flushHidden);
    flush();
  };
}

function savedPart({ notices: _notices, dialog: _dialog, ...saved }: SessionState): SavedSession {
  return saved;
}
