// Documents in the page: New and Open add one, the menu lists them, versions lead back, two tabs keep out of each
// other's way, and what was typed is there after a reload, a close and a kill.

import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type BrowserContext, type Page } from 'playwright-core';
import { describe, expect } from 'vitest';
import { findChromium, flags, howToGetChromium } from '../support/browsers/chromium.ts';
import { serveApp } from '../support/serve-app.ts';
import { test } from './app.ts';

const nameField = (page: Page) => page.getByRole('textbox', { name: 'Document name' });
const nameOf = (page: Page) => nameField(page).inputValue();
const notes = (page: Page) => page.getByRole('textbox', { name: 'Notes', exact: true });
const canvas = (page: Page) => page.getByRole('application', { name: 'Network canvas' });
const card = (page: Page, name: string) => canvas(page).getByRole('group', { name: new RegExp(`^${name}, `) });
const banner = (page: Page) => page.getByRole('region', { name: 'Read-only' });
const list = (page: Page) => page.getByRole('dialog', { name: 'Documents' });
const rows = (page: Page) => list(page).getByRole('list', { name: 'Documents', exact: true }).getByRole('listitem');

async function openList(page: Page): Promise<void> {
  if (await list(page).isVisible()) return;
  await page.getByRole('button', { name: 'Documents', exact: true }).click();
  await rows(page).first().waitFor();
}

/** A document of the list, opened by its picture. */
async function openFromList(page: Page, name: string): Promise<void> {
  await openList(page);
  await rows(page)
    .filter({ has: page.getByText(name, { exact: true }) })
    .getByRole('button')
    .first()
    .click();
  await expect.poll(() => nameOf(page)).toBe(name);
}

async function newDocument(page: Page): Promise<void> {
  await page.getByRole('button', { name: 'New network' }).click();
  await page.getByRole('heading', { name: 'Start from a network' }).waitFor();
}

async function anotherTab(page: Page): Promise<Page> {
  const tab = await page.context().newPage();
  await tab.goto(page.url());
  return tab;
}

describe('the library', () => {
  test('keeps what New, Open and a template would have replaced, with its history', async ({ openApp }) => {
    const page = await openApp();
    await nameField(page).fill('Mine');
    await nameField(page).press('Enter');
    await newDocument(page);
    await canvas(page).focus();
    await page.keyboard.press('Control+z');
    await page.getByRole('button', { name: 'Templates', exact: true }).click();
    await page.getByRole('dialog').getByRole('button', { name: 'LeNet-5' }).click();
    await expect.poll(() => nameOf(page)).toBe('LeNet-5');
    const chooser = page.waitForEvent('filechooser');
    await page.getByRole('button', { name: 'Open…' }).click();
    const template = readFileSync('templates/mnist-cnn.json');
    await (await chooser).setFiles({ name: 'opened.json', mimeType: 'application/json', buffer: template });
    await expect.poll(() => nameOf(page)).toBe('MNIST CNN');
    await openList(page);
    expect(await rows(page).count()).toBe(4);
    await openFromList(page, 'Mine');
    await page.reload();
    await expect.poll(() => nameOf(page)).toBe('Mine');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => nameOf(page)).toBe('MNIST CNN');
  });

  test('renames, duplicates, deletes and brings back from its list', async ({ openApp }) => {
    const page = await openApp();
    await openList(page);
    await list(page).getByRole('button', { name: 'Duplicate MNIST CNN' }).click();
    await list(page).getByRole('button', { name: 'Rename MNIST CNN copy' }).click();
    const field = list(page).getByRole('textbox', { name: 'New name of MNIST CNN copy' });
    await field.fill('Second');
    await field.press('Enter');
    await rows(page).getByText('Second', { exact: true }).waitFor();
    await openFromList(page, 'Second');
    await page.getByRole('button', { name: 'Undo' }).click();
    await expect.poll(() => nameOf(page)).toBe('MNIST CNN copy');
    await openList(page);
    await list(page).getByRole('button', { name: 'Delete MNIST CNN copy' }).click();
    await expect.poll(() => nameOf(page)).toBe('MNIST CNN');
    await page
      .getByRole('status')
      .filter({ hasText: 'Deleted MNIST CNN copy' })
      .getByRole('button', { name: 'Undo' })
      .click();
    await expect.poll(() => nameOf(page)).toBe('MNIST CNN copy');
    await page.reload();
    await expect.poll(() => nameOf(page)).toBe('MNIST CNN copy');
    await openList(page);
    expect(await rows(page).count()).toBe(2);
  });

  test('leads back to an earlier version, which undo takes back', async ({ openApp }) => {
    const page = await openApp();
    await card(page, 'conv1').click();
    const channels = page.getByRole('textbox', { name: 'Out channels' });
    await channels.fill('24');
    await channels.press('Enter');
    await openList(page);
    await list(page).getByRole('button', { name: 'Versions of MNIST CNN' }).click();
    const dialog = page.getByRole('dialog', { name: 'Versions' });
    await dialog.getByRole('button', { name: /^Restore the version/ }).click();
    await page.getByRole('group', { name: /^conv1, .* output 16×16×16/ }).waitFor();
    await page.getByRole('button', { name: 'Undo', exact: true }).first().click();
    await page.getByRole('group', { name: /^conv1, .* output 24×16×16/ }).waitFor();
  });
});

describe('two tabs', () => {
  test('on one document: the second follows, takes over, and nothing is lost', async ({ openApp }) => {
    const first = await openApp();
    await card(first, 'conv1').waitFor();
    const second = await anotherTab(first);
    await banner(second).waitFor();
    await nameField(first).fill('Named in the first');
    await expect.poll(() => nameOf(second)).toBe('Named in the first');
    await banner(second).getByRole('button', { name: 'Take over' }).click();
    await banner(second).waitFor({ state: 'detached' });
    await banner(first).waitFor();
    await card(second, 'conv1').click();
    await second.getByRole('textbox', { name: 'Out channels' }).fill('24');
    await card(first, 'conv1')
      .and(first.getByRole('group', { name: /output 24×16×16/ }))
      .waitFor();
    await second.close();
    await banner(first).waitFor({ state: 'detached' });
    await first.getByRole('button', { name: 'Undo' }).click();
    await card(first, 'conv1')
      .and(first.getByRole('group', { name: /output 16×16×16/ }))
      .waitFor();
    expect(await nameOf(first)).toBe('Named in the first');
    await first.reload();
    await expect.poll(() => nameOf(first)).toBe('Named in the first');
    expect(await banner(first).count()).toBe(0);
  });

  test('on two documents are independent, and each comes back to its own', async ({ openApp }) => {
    const first = await openApp();
    const second = await anotherTab(first);
    await banner(second).waitFor();
    await newDocument(second);
    await nameField(second).fill('In the second');
    await nameField(first).fill('In the first');
    await expect.poll(() => banner(second).count()).toBe(0);
    await openList(first);
    await rows(first).getByText('In the second', { exact: true }).waitFor();
    await second.reload();
    await first.reload();
    await expect.poll(() => nameOf(second)).toBe('In the second');
    await expect.poll(() => nameOf(first)).toBe('In the first');
  });
});

describe('what is typed', () => {
  test('is one entry of the history for a visit, and Escape takes it back', async ({ openApp }) => {
    const page = await openApp();
    const undo = page.getByRole('button', { name: 'Undo' });
    await notes(page).pressSequentially('One visit');
    await nameField(page).pressSequentially(' and more');
    await nameField(page).press('Escape');
    expect(await nameOf(page)).toBe('MNIST CNN');
    await undo.click();
    expect(await notes(page).inputValue()).not.toContain('One visit');
    expect(await undo.isDisabled()).toBe(true);
  });

  test('is there after a reload in the middle of it, drags included', async ({ openApp }) => {
    const page = await openApp();
    const box = await card(page, 'conv1').boundingBox();
    if (!box) throw new Error('The card has no place on the page.');
    await notes(page).fill('Half a sent');
    const epochs = page.getByRole('form', { name: 'Training settings' }).getByRole('textbox', { name: 'Epochs' });
    await epochs.fill('7');
    await page.mouse.move(box.x + 30, box.y + 20);
    await page.mouse.down();
    await page.mouse.move(box.x + 30, box.y + 120, { steps: 5 });
    await page.reload();
    await page.mouse.up();
    // The card that was dragged is selected again.
    await card(page, 'conv1').waitFor();
    await canvas(page).focus();
    await page.keyboard.press('Escape');
    await expect.poll(() => notes(page).inputValue()).toBe('Half a sent');
    expect(await epochs.inputValue()).toBe('7');
    await page.getByRole('button', { name: 'Undo' }).click();
    await page.getByRole('button', { name: 'Redo' }).waitFor();
    expect(await page.getByRole('button', { name: 'Redo' }).getAttribute('title')).toBe('Redo: Move conv1');
  });

  test('is there after the browser was killed a second later', async () => {
    const executablePath = findChromium();
    if (executablePath === undefined) throw new Error(howToGetChromium);
    const profile = mkdtempSync(join(tmpdir(), 'convloom-profile-'));
    const served = await serveApp();
    const launch = (): Promise<BrowserContext> =>
      chromium.launchPersistentContext(profile, { executablePath, args: [...flags] });
    const context = await launch();
    const page = context.pages()[0] ?? (await context.newPage());
    await page.goto(served.url);
    await nameField(page).pressSequentially('!', { delay: 10 });
    await notes(page).pressSequentially('Typed without ever leaving the field', { delay: 30 });
    await page.waitForTimeout(1000);
    const pids =
      (await page
        .context()
        .browser()
        ?.newBrowserCDPSession()
        .then((session) => session.send('SystemInfo.getProcessInfo'))) ?? undefined;
    const browserPid = pids?.processInfo.find(({ type }) => type === 'browser')?.id;
    expect(browserPid).toBeTypeOf('number');
    process.kill(browserPid ?? 0, 'SIGKILL');
    await context.close().catch(() => undefined);
    const again = await launch();
    const next = again.pages()[0] ?? (await again.newPage());
    await next.goto(served.url);
    await expect.poll(() => notes(next).inputValue()).toContain('Typed without ever leaving the field');
    expect(await nameOf(next)).toContain('!');
    await again.close();
    await served.stop();
    rmSync(profile, { recursive: true, force: true });
  });
});
