// The page on a static host: isolated by its service worker after one reload, open without a network, on one
// thread with a reason where there can be no worker, and never reloaded under a person's hands.

import { mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { chromium } from 'playwright-core';
import { describe, expect, onTestFinished } from 'vitest';
import { findChromium, flags } from '../support/browsers/chromium.ts';
import { test } from './app.ts';
import { engineNotes, isIsolated, serveStaticSite, trainOnDigits, visit, waitUntilIsolated } from './static-site.ts';

describe('a host that sets no headers', () => {
  test('is isolated after one reload, and trains without a network from then on', async ({ browser }) => {
    const site = await serveStaticSite();
    const { context, page, loads } = await visit(browser, site.url);
    await waitUntilIsolated(page);
    expect(loads()).toBe(2);
    expect(await engineNotes(page)).not.toContain('one thread');

    await context.setOffline(true);
    await site.stop();
    await page.reload();
    await waitUntilIsolated(page);
    expect(loads()).toBe(3);
    // Engines and dialogs are loaded when they are wanted: each part must be there.
    const files = readdirSync(site.folder, { recursive: true, withFileTypes: true }).filter((file) => file.isFile() && file.name !== 'service-worker.js');
    const paths = files.map((file) => relative(site.folder, join(file.parentPath, file.name)));
    expect(paths.filter((path) => path.endsWith('.wasm')).length).toBeGreaterThan(3);
    const lacking = await page.evaluate(async (names) => {
      const answers = await Promise.all(names.map((name) => fetch(name).then(({ ok }) => ok, () => false)));
      return names.filter((_, index) => !answers[index]);
    }, paths);
    expect(lacking).toEqual([]);
    await trainOnDigits(page);
    expect(loads()).toBe(3);
  });

  test('never reloads a page that was touched; it says how to get all cores', async ({ browser }) => {
    const gate = createGate();
    const site = await serveStaticSite({ before: (path) => (path === 'service-worker.js' ? gate.opened : Promise.resolve()) });
    const { page, loads } = await visit(browser, site.url);
    await page.getByRole('textbox', { name: 'Document name' }).fill('Mine');
    expect(await engineNotes(page)).toContain('on one thread');
    gate.open();
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    await expect.poll(() => engineNotes(page), { timeout: 30_000 }).toContain('until you reload');
    await trainOnDigits(page);
    expect(loads()).toBe(1);

    await page.reload();
    await waitUntilIsolated(page);
    expect(await page.getByRole('textbox', { name: 'Document name' }).inputValue()).toBe('Mine');
    expect(loads()).toBe(2);
  });

  test('is not reloaded again and again where the browser does not isolate it', async ({ browser }) => {
    const site = await serveStaticSite();
    const { page, loads } = await visit(browser, site.url, (context) => context.addInitScript({ content: 'Object.defineProperty(window, "crossOriginIsolated", { value: false })' }));
    await expect.poll(loads, { timeout: 60_000 }).toBe(2);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    expect(await engineNotes(page)).toContain('does not isolate the page');
    expect(loads()).toBe(2);
  });

  test('has its data pass through the worker as they are, and stay out of its cache', async ({ browser }) => {
    const site = await serveStaticSite();
    mkdirSync(`${site.folder}/data`);
    writeFileSync(`${site.folder}/data/probe.json`, '[1]');
    const { page } = await visit(browser, site.url);
    await waitUntilIsolated(page);
    const read = () => page.evaluate(async () => {
      const [data, app] = await Promise.all([fetch('data/probe.json'), fetch('index.html')]);
      return [await data.text(), data.headers.get('Cross-Origin-Embedder-Policy'), app.headers.get('Cross-Origin-Embedder-Policy')];
    });
    expect(await read()).toEqual(['[1]', null, 'require-corp']);
    writeFileSync(`${site.folder}/data/probe.json`, '[2]');
    expect(await read()).toEqual(['[2]', null, 'require-corp']);
  });
});

describe('a new version', () => {
  test('is told of and waits for a click, also in other tabs', async ({ browser }) => {
    const site = await serveStaticSite();
    const { context, page, loads } = await visit(browser, site.url);
    await waitUntilIsolated(page);
    const other = await context.newPage();
    await other.goto(site.url);
    await waitUntilIsolated(other);
    let otherLoads = 0;
    other.on('domcontentloaded', () => otherLoads++);

    publishNewVersion(site.folder);
    await page.reload();
    const notice = page.getByRole('status').filter({ hasText: 'new version' });
    await notice.waitFor();
    expect(await page.title()).toBe('Convloom');
    expect(loads()).toBe(3);
    await notice.getByRole('button', { name: 'Reload' }).click();
    await expect.poll(() => page.title(), { timeout: 30_000 }).toBe('Convloom, newer');
    await waitUntilIsolated(page);

    // The other tab goes on with its version, whose parts are no longer on the server.
    await other.getByRole('status').filter({ hasText: 'new version' }).waitFor();
    await trainOnDigits(other);
    expect(otherLoads).toBe(0);
    await other.reload();
    expect(await other.title()).toBe('Convloom, newer');
  });
});

describe('a page that cannot have a service worker', () => {
  test('works on one thread over plain http and says why', async () => {
    const site = await serveStaticSite();
    const own = await chromium.launch({ executablePath: findChromium() ?? '', args: [...flags, '--host-resolver-rules=MAP convloom.test localhost'] });
    onTestFinished(() => own.close());
    const { page, loads } = await visit(own, site.url.replace('localhost', 'convloom.test'));
    expect(await page.evaluate(() => isSecureContext)).toBe(false);
    expect(await engineNotes(page)).toMatch(/one thread.*https/);
    await trainOnDigits(page);
    expect(loads()).toBe(1);
  });
});

describe('a host that sets the headers', () => {
  test('is isolated at once, and never reloads', async ({ openApp }) => {
    const page = await openApp();
    let reloads = 0;
    page.on('domcontentloaded', () => reloads++);
    expect(await isIsolated(page)).toBe(true);
    await page.evaluate(async () => void (await navigator.serviceWorker.ready));
    expect(await engineNotes(page)).not.toContain('one thread');
    expect(reloads).toBe(0);
  });
});

/** Something to wait for until the test lets it pass. */
function createGate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => (open = resolve));
  return { opened, open };
}

/** Publishes a build with another title and other names for all its parts, as changed sources make it. */
function publishNewVersion(folder: string): void {
  const parts = readdirSync(`${folder}/assets`);
  for (const part of parts) renameSync(`${folder}/assets/${part}`, `${folder}/assets/${renamed(part)}`);
  const texts = ['index.html', 'service-worker.js', ...parts.filter((part) => /\.(js|css)$/.test(part)).map((part) => `assets/${renamed(part)}`)];
  for (const name of texts) {
    const text = parts.reduce((now, part) => now.replaceAll(part, renamed(part)), readFileSync(`${folder}/${name}`, 'utf8'));
    writeFileSync(`${folder}/${name}`, text.replace('<title>Convloom</title>', '<title>Convloom, newer</title>').replace(/"revision":"[0-9a-f]+","url":"index\.html"/, '"revision":"newer","url":"index.html"'));
  }
}

function renamed(part: string): string {
  return part.replace(/\.[a-z]+$/, '-newer$&');
}
