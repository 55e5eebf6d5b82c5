// Folders as handles, which only Chromium gives: a worker goes through the folder then, and the page never lists it.

import type { OwnFile } from '../../core/own-data.ts';

/** TypeScript's library does not know these yet. */
interface WithPicker {
  showDirectoryPicker(options: { readonly id: string; readonly mode: 'read' }): Promise<FileSystemDirectoryHandle>;
}

export function hasFolderPicker(page: Window = window): page is Window & WithPicker {
  return 'showDirectoryPicker' in page;
}

/** The folder that the user chooses; undefined where none is chosen. */
export async function pickFolder(page: Window & WithPicker): Promise<OwnFile | undefined> {
  try {
    const content = await page.showDirectoryPicker({ id: 'convloom-data', mode: 'read' });
    return { path: content.name, content };
  } catch (error) {
    if (error instanceof DOMException && error.name === 'AbortError') return undefined;
    throw error;
  }
}
