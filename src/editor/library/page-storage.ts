// The desk's page on the browser's storage, and what earlier versions of the program kept there: one document and no
// library.

import type { NetworkDocument } from '../../core/document.ts';
import { parseDocument } from '../../core/document-format.ts';
import type { SaveStorage } from '../save-storage.ts';
import type { DeskPage } from './desk-page.ts';
import type { Leftover, Library, SetAside } from './library.ts';

const tabDocument = 'document';
const leftoverName = (id: string) => `document ${id}`;

export function createDeskPage(storage: SaveStorage): DeskPage {
  return {
    tabDocument: () => storage.getOfTab(tabDocument),
    setTabDocument: (id) => storage.setOfTab(tabDocument, id),
    leave: (id, leftover) => storage.leave(leftoverName(id), JSON.stringify(leftover)),
    takeLeftover: (id) => readLeftover(storage.takeLeftover(leftoverName(id))),
    onHide: (callback) => {
      storage.onHide(callback);
    },
  };
}

function readLeftover(text: string | undefined): Leftover | undefined {
  try {
    const value = JSON.parse(text ?? 'null') as Partial<Leftover> | null;
    return typeof value?.text === 'string' && Array.isArray(value.bases) ? (value as Leftover) : undefined;
  } catch {
    return undefined;
  }
}

const oldKey = 'document';
/**
 * What the library calls the document of earlier versions, so that it is taken once however often that is broken off.
 */
const oldId = 'first';

/** Takes the one document that earlier versions kept into the library, and makes it the one shown last. */
export async function takeOldDocument(storage: SaveStorage, library: Library): Promise<SetAside | undefined> {
  try {
    const left = JSON.parse(storage.takeLeftover('') ?? '{}') as { readonly [oldKey]?: unknown };
    const text = left[oldKey] ?? (await storage.get(oldKey));
    if (typeof text !== 'string') return undefined;
    const result = parseDocument(text);
    if ('document' in result) await takeIn(library, result.document);
    else await storage.set(`${oldKey}-damaged-${new Date().toISOString()}`, text);
    await storage.set(oldKey, undefined);
    return 'document' in result
      ? undefined
      : { name: 'The network of the last visit', reason: result.problems[0]?.message ?? '', text };
  } catch {
    // Where the browser keeps nothing there is nothing to take; what was not written is tried again at the next visit.
    return undefined;
  }
}

async function takeIn(library: Library, document: NetworkDocument): Promise<void> {
  if (await library.read(oldId)) return;
  await library.add(document, oldId);
  await library.setShown(oldId);
}
