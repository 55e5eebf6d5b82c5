// Chromium and Firefox as Playwright drives them: Chromium by its own protocol, Firefox by WebDriver BiDi, so that
// both are the ones of the machine.

import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, firefox, type Browser, type LaunchOptions, type Page } from 'playwright-core';
import { newFile } from './new-file.ts';
import type { Role, Visitor } from './visitor.ts';

export async function visitWithChromium(executablePath: string, args: readonly string[]): Promise<Visitor> {
  return visit('Chromium', (options) => chromium.launch({ ...options, executablePath, args: [...args] }));
}

export async function visitWithFirefox(executablePath: string): Promise<Visitor> {
  // The channel's name chooses the protocol; the path, the program.
  return visit('Firefox', (options) => firefox.launch({ ...options, channel: 'moz-firefox', executablePath }));
}

async function visit(name: string, launch: (options: LaunchOptions) => Promise<Browser>): Promise<Visitor> {
  const downloads = mkdtempSync(join(tmpdir(), 'convloom-downloads-'));
  const browser = await launch({ downloadsPath: downloads });
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } });
  context.setDefaultTimeout(60_000);
  const page = await context.newPage();
  const faults: string[] = [];
  page.on('console', (message) => {
    if (message.type() === 'error') faults.push(`console error: ${message.text()}`);
  });
  page.on('pageerror', (error) => faults.push(`uncaught: ${error.message}`));
  const element = (role: Role, label: string | RegExp) => locate(page, role, label);
  return {
    browser: `${name} ${browser.version()}`,
    async open(url) {
      await page.goto(url);
    },
    async reload() {
      await page.reload();
    },
    click: (role, label) => element(role, label).click(),
    find: (role, label) => element(role, label).waitFor(),
    async fill(label, text) {
      await element('textbox', label).click();
      await page.keyboard.press('Control+a');
      await page.keyboard.type(text);
      await page.keyboard.press('Enter');
    },
    shortcut: (letter) => page.keyboard.press(`Control+${letter}`),
    evaluate: <T>(body: string) => page.evaluate<T>(`(() => { ${body} })()`),
    // By BiDi, downloads arrive without an event.
    takeFile: (item) => newFile(downloads, () => element('menuitem', item).click()),
    async screenshot(path) {
      await page.screenshot({ path });
    },
    faults: async () => faults,
    async close() {
      await browser.close();
      rmSync(downloads, { recursive: true });
    },
  };
}

function locate(page: Page, role: Role, name: string | RegExp) {
  return page.getByRole(role, { name, ...(typeof name === 'string' && { exact: true }) }).first();
}
