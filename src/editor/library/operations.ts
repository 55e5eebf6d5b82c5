// What is done to documents of the library from a list of them, whether they are on the canvas here, in another tab,
// or nowhere.

import { createDocument } from '../../core/document.ts';
import { uniqueId } from '../../core/unique-id.ts';
import { renameDocument } from '../commands/rename-document.ts';
import { replaceDocument } from '../commands/replace-document.ts';
import type { DocumentStore } from '../document-store.ts';
import { change } from '../history.ts';
import type { Desk } from './desk.ts';

/** Names a document, as an edit of it that can be undone there; an empty name changes nothing. */
export async function renameInLibrary(desk: Desk, documents: DocumentStore, id: string, name: string): Promise<void> {
  const label = 'Rename the network';
  const state = desk.getState();
  if (id === state.id && state.role !== 'reader') {
    documents.edit(label, (draft) => renameDocument(draft, name));
    documents.seal();
    return desk.flush();
  }
  const release = desk.locks ? await desk.locks.tryHold(id, () => undefined) : () => undefined;
  // Who edits it renames it.
  if (!release) return desk.channel.post({ type: 'rename', id, name });
  try {
    const found = await desk.library.read(id);
    if (!found || 'setAside' in found) return;
    const renamed = change(found.timeline, label, (draft) => renameDocument(draft, name));
    if (renamed !== found.timeline) await desk.library.save(id, renamed, [found.revision], uniqueId());
  } finally {
    release();
    desk.listed(id);
  }
}

/** Adds a copy of a document, without its history; returns its id, or nothing where the document cannot be read. */
export async function duplicateInLibrary(desk: Desk, id: string): Promise<string | undefined> {
  if (id === desk.getState().id) await desk.flush();
  const found = await desk.library.read(id);
  if (!found || 'setAside' in found) return undefined;
  const { present } = found.timeline;
  const copy = await desk.library.add({ ...present, name: `${present.name} copy`.slice(0, 200) });
  desk.listed(copy);
  return copy;
}

/**
 * Deletes a document; where it is the one on the canvas, the newest of the others comes there. Returns how to undo it.
 */
export async function deleteFromLibrary(desk: Desk, id: string): Promise<() => Promise<void>> {
  const isShown = id === desk.getState().id;
  if (isShown) await desk.flush();
  await desk.library.setDeleted(id, true);
  if (isShown) await showAnother(desk, id);
  desk.listed(id, 'deleted');
  return async () => {
    await restoreInLibrary(desk, id);
    if (isShown) await desk.open(id);
  };
}

/** Brings a deleted document back. */
export async function restoreInLibrary(desk: Desk, id: string): Promise<void> {
  await desk.library.setDeleted(id, false);
  desk.listed(id);
}

async function showAnother(desk: Desk, id: string): Promise<void> {
  const { entries } = await desk.library.list();
  for (const other of entries)
    if (other.id !== id && other.deletedAt === undefined && (await desk.open(other.id))) return;
  await desk.add(createDocument());
}

/**
 * Makes the document on the canvas what it was: an edit that can be undone, and the state before it is a version too.
 */
export async function restoreVersion(desk: Desk, documents: DocumentStore, version: string): Promise<boolean> {
  const document = await desk.library.readVersion(desk.getState().id, version);
  if (!document) return false;
  await desk.keepVersion('restore');
  documents.edit('Restore a version', (draft) => replaceDocument(draft, document));
  documents.seal();
  return true;
}
