// Files and folders of the disk dropped on a page, as the desktop drops them.

import type { Locator, Page } from 'playwright-core';

/** Drops them in the middle of the page. */
export async function dropOnPage(page: Page, ...paths: string[]): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  await dropAt(page, { x: width / 2, y: height / 2 }, paths);
}

/** Drops them in the middle of an element. */
export async function dropOn(element: Locator, ...paths: string[]): Promise<void> {
  const box = await element.boundingBox();
  if (!box) throw new Error('What files are to be dropped on has no place on the page.');
  await dropAt(element.page(), { x: box.x + box.width / 2, y: box.y + box.height / 2 }, paths);
}

async function dropAt(page: Page, { x, y }: { readonly x: number; readonly y: number }, paths: readonly string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: [...paths], dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, x, y, data });
  await session.detach();
}
