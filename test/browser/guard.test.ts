// The guard of the browser tests itself: each kind of error on a page is caught.

import { describe, expect } from 'vitest';
import { contentPolicy } from '../../src/hosting/page-headers.ts';
import { test, watch } from './app.ts';

describe('the guard', () => {
  test.for([
    ['an error on the console', 'console.error("oh")', /^console error: oh/],
    ['a warning on the console', 'console.warn("oh")', /^console warning: oh/],
    ['an uncaught error', 'setTimeout(() => { throw new Error("oh"); })', /^uncaught: oh/],
    ['an unhandled rejection', 'void Promise.reject(new Error("oh"))', /^uncaught: oh/],
    ['an uncaught error in a worker', 'new Worker(URL.createObjectURL(new Blob(["throw new Error(\\"oh\\")"])))', /oh/],
    ['a request that fails', 'fetch("http://localhost:1/").catch(() => 0)', /^request failed/],
  ] as const)('catches %s', async ([, script, fault], { browser }) => {
    const context = await browser.newContext();
    const faults: string[] = [];
    await watch(context, faults);
    const page = await context.newPage();
    await page.setContent(`<script>${script}</script>`);
    await expect.poll(() => faults).toContainEqual(expect.stringMatching(fault));
    await context.close();
  });

  test.for([
    ['an inline style', 'document.body.setAttribute("style", "color: red")', /content policy: style-src-attr refuses inline/],
    ['a style element', 'document.head.append(Object.assign(document.createElement("style"), { textContent: "p {}" }))', /content policy: style-src-elem refuses inline/],
    ['an inline script', 'document.body.append(Object.assign(document.createElement("script"), { textContent: "1" }))', /content policy: script-src-elem refuses inline/],
    ['text that is run', 'try { new Function("return 1") } catch {}', /content policy: script-src refuses eval/],
    ['text that is run in a worker', 'if (self.window) new Worker("/script.js"); else setTimeout(() => { try { new Function("return 1") } catch {} }, 1000)', /content policy: script-src refuses eval/],
    ['a worker made of text', 'new Worker(URL.createObjectURL(new Blob([""])))', /content policy: worker-src refuses blob/],
    ['another server', 'fetch("https://example.com/").catch(() => 0)', /content policy: connect-src refuses https:\/\/example.com/],
  ] as const)('catches what the content policy refuses: %s', async ([, script, fault], { browser }) => {
    const context = await browser.newContext();
    const faults: string[] = [];
    await watch(context, faults);
    const headers = { 'content-security-policy': contentPolicy };
    await context.route('http://localhost/**', (route) => (new URL(route.request().url()).pathname === '/script.js'
      ? route.fulfill({ headers, contentType: 'text/javascript', body: script })
      : route.fulfill({ headers, contentType: 'text/html', body: '<body><script src="/script.js"></script>' })));
    const page = await context.newPage();
    await page.goto('http://localhost/');
    await expect.poll(() => faults).toContainEqual(expect.stringMatching(fault));
    await context.close();
  });
});
