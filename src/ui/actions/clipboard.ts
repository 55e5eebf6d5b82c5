// Cut, copy and paste through the system's clipboard.

import { paste as pasteFragment } from '../../editor/commands/paste.ts';
import { readClipboardText, tooMuch, writeClipboardText } from '../../editor/clipboard.ts';
import type { AppServices } from '../services.tsx';
import { countOf } from '../format.ts';
import { deleteSelection, selectedNodes } from './selection.ts';

/** The selected nodes as text, or nothing where none is selected. */
export function copiedText(services: AppServices): string | undefined {
  const nodes = selectedNodes(services);
  return nodes.length === 0 ? undefined : writeClipboardText(services.documents.getState().document, nodes);
}

/** Copies by way of the browser's clipboard interface, for menus; keys have the copy event. */
export async function copySelection(services: AppServices): Promise<void> {
  const text = copiedText(services);
  if (text !== undefined) await withClipboard(services, () => navigator.clipboard.writeText(text));
}

export async function cutSelection(services: AppServices): Promise<void> {
  await copySelection(services);
  deleteSelection(services);
}

export async function pasteFromClipboard(services: AppServices, keepInputs = false): Promise<void> {
  const text = await withClipboard(services, () => navigator.clipboard.readText());
  if (text !== undefined) pasteText(services, text, keepInputs);
}

/** Adds copied nodes at the pointer and selects them. Text that is no network is left alone. */
export function pasteText(services: AppServices, text: string, keepInputs: boolean): void {
  const { documents, layers, session, canvas } = services;
  const result = readClipboardText(text, layers);
  if (!result) return;
  if ('problems' in result) {
    session.notify({ tone: 'error', text: `The clipboard could not be pasted: ${result.problems[0]?.message ?? 'it is damaged'}` });
    return;
  }
  const { fragment } = result;
  const obstacle = tooMuch(documents.getState().document, fragment);
  if (obstacle !== undefined) return session.notify({ tone: 'error', text: obstacle });
  const at = canvas.current?.place();
  const count = Object.keys(fragment.nodes).length;
  const added = documents.edit(`Paste ${countOf(count, 'node')}`, (draft) =>
    pasteFragment(draft, layers, fragment, { keepInputs, ...(at && { at }) }));
  session.select(added);
  const [first] = added;
  if (first !== undefined) canvas.current?.reveal(first);
}

async function withClipboard<T>({ session }: AppServices, use: () => Promise<T>): Promise<T | undefined> {
  try {
    return await use();
  } catch {
    session.notify({ tone: 'error', text: 'The browser does not let the page use the clipboard here; use the keys instead.' });
    return undefined;
  }
}
