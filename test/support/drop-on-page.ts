// Files and folders of the disk dropped on a page, as the desktop drops them.

import type { Page } from 'playwright-core';

/** Drops them in the middle of the page. */
export async function dropOnPage(page: Page, ...paths: string[]): Promise<void> {
  const { width, height } = page.viewportSize() ?? { width: 0, height: 0 };
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) await session.send('Input.dispatchDragEvent', { type, x: width / 2, y: height / 2, data });
  await session.detach();
}
