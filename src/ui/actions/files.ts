// Documents in and out of files, and putting another document on the canvas.

import { createDocument, type NetworkDocument } from '../../core/document.ts';
import { maxDocumentCharacters, parseDocument, serialiseDocument } from '../../core/document-format.ts';
import type { AppServices } from '../services.tsx';
import { withPlaces } from './arrange.ts';

/** Puts another document in place of the present one, which a notice offers to bring back. */
export async function showDocument(services: AppServices, next: NetworkDocument): Promise<void> {
  const { documents, layers, session } = services;
  const placed = await withPlaces(next, layers);
  const previous = documents.getState().document;
  documents.load(placed);
  session.select([]);
  if (Object.keys(previous.graph.nodes).length === 0) return;
  session.notify({
    tone: 'info',
    text: `Opened ${next.name}`,
    action: { label: `Back to ${previous.name}`, run: () => { documents.load(previous); session.select([]); } },
  });
}

/** An empty document. */
export function newDocument(services: AppServices): void {
  void showDocument(services, createDocument());
}

/** Reads a document file; one that cannot be read changes nothing and says why. */
export async function openFile(services: AppServices, file: File): Promise<void> {
  const result = parseDocument(await file.slice(0, 4 * maxDocumentCharacters).text());
  if ('document' in result) return showDocument(services, result.document);
  const [first, ...more] = result.problems;
  const rest = more.length > 0 ? ` (and ${more.length} more)` : '';
  services.session.notify({ tone: 'error', text: `${file.name} could not be opened: ${first?.message ?? 'it is not a document'}${rest}` });
}

/** Asks for a file and opens it. */
export function chooseFile(services: AppServices): void {
  const input = document.createElement('input');
  input.type = 'file';
  input.accept = '.json,application/json';
  input.addEventListener('change', () => {
    const file = input.files?.[0];
    if (file) void openFile(services, file);
  });
  input.click();
}

/** Saves the document as a file. */
export function saveDocument({ documents }: AppServices): void {
  const { document } = documents.getState();
  download(`${fileStem(document.name)}.json`, new Blob([serialiseDocument(document)], { type: 'application/json' }));
}

/** Hands a file to the browser's downloads. */
export function download(name: string, content: Blob): void {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(content);
  link.download = name;
  link.click();
  // The download has begun when click returns; the address may go once it has been read.
  setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
}

/** A name as a file's: "MNIST CNN" becomes "mnist-cnn". */
export function fileStem(name: string): string {
  return name.toLowerCase().normalize('NFKD').replace(/\p{M}/gu, '').replace(/[^a-z0-9]+/g, '-').replace(/^-+|-+$/g, '') || 'network';
}
