// WebKitGTK's small browser on a display of its own, driven by its own WebDriver.

import { spawn, type ChildProcess } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { newFile } from './new-file.ts';
import { poll } from './poll.ts';
import { startSession, type ElementId, type WebDriverSession } from './webdriver-session.ts';
import type { Role, Visitor } from './visitor.ts';
import type { WebKitPrograms } from './webkit.ts';

/** Where elements of a role may be; the browser says the name that each is known by. */
const candidates: Readonly<Record<Role, string>> = {
  button: 'button, [role=button]',
  checkbox: 'input[type=checkbox], [role=checkbox]',
  figure: 'figure, [role=figure]',
  group: '[role=group]',
  menuitem: '[role=menuitem]',
  option: 'option, [role=option]',
  spinbutton: 'input[type=number], [role=spinbutton]',
  tab: '[role=tab]',
  textbox: 'input, textarea',
};

/** Collects what the page reports from here on; runs again after each load. */
const watchFaults = `
  if (window.visitorFaults) return;
  const faults = window.visitorFaults = [];
  const { error } = console;
  console.error = (...args) => { faults.push('console error: ' + args.map(String).join(' ')); error(...args); };
  addEventListener('error', (event) => faults.push('uncaught: ' + event.message));
  addEventListener('unhandledrejection', (event) => faults.push('unhandled: ' + event.reason));
`;

export async function visitWithWebKit(programs: WebKitPrograms): Promise<Visitor> {
  const home = mkdtempSync(join(tmpdir(), 'convloom-webkit-'));
  const downloads = join(home, 'Downloads');
  mkdirSync(downloads);
  writeFileSync(join(home, 'user-dirs.dirs'), 'XDG_DOWNLOAD_DIR="$HOME/Downloads"\n');
  const running: ChildProcess[] = [];
  const stop = () => {
    for (const child of running) child.kill();
    rmSync(home, { recursive: true, force: true, maxRetries: 3 });
  };
  try {
    const display = await startDisplay(programs.display, running);
    const port = await freePort();
    running.push(spawn(programs.driver, [`--port=${port}`], {
      stdio: 'ignore',
      env: { ...process.env, DISPLAY: display, HOME: home, XDG_CONFIG_HOME: home, XDG_DATA_HOME: home, XDG_CACHE_HOME: home },
    }));
    const session = await poll('the WebDriver of WebKitGTK', () => startSession(`http://127.0.0.1:${port}`, {
      'browserName': 'MiniBrowser',
      'webkitgtk:browserOptions': { binary: programs.browser, args: ['--automation'] },
    }));
    await session.send('POST', '/window/rect', { x: 0, y: 0, width: 1440, height: 940 });
    return createVisitor(session, downloads, stop);
  } catch (error) {
    stop();
    throw error;
  }
}

function createVisitor(session: WebDriverSession, downloads: string, stop: () => void): Visitor {
  const evaluate = <T>(body: string) => session.send<T>('POST', '/execute/sync', { script: body, args: [] });
  const press = (keys: readonly string[]) => session.send('POST', '/actions', { actions: [{
    type: 'key',
    id: 'keyboard',
    actions: [
      ...keys.map((value) => ({ type: 'keyDown', value })),
      ...keys.toReversed().map((value) => ({ type: 'keyUp', value })),
    ],
  }] });
  const find = (role: Role, name: string | RegExp) => poll(`${role} "${name}"`, () => lookFor(session, role, name));
  const click = async (role: Role, name: string | RegExp) => {
    const element = await find(role, name);
    await session.send('POST', `/element/${element}/click`, {});
  };
  return {
    browser: `WebKitGTK ${String(session.capabilities['browserVersion'])}`,
    async open(url) {
      await session.send('POST', '/url', { url });
      await evaluate(watchFaults);
    },
    async reload() {
      await session.send('POST', '/refresh', {});
      await evaluate(watchFaults);
    },
    click,
    async find(role, name) {
      await find(role, name);
    },
    async fill(name, text) {
      const element = await find('textbox', name);
      await session.send('POST', `/element/${element}/click`, {});
      await press(['\uE009', 'a']);
      await session.send('POST', `/element/${element}/value`, { text: `${text}\uE007` });
    },
    async shortcut(letter) {
      await press(['\uE009', letter]);
    },
    evaluate,
    takeFile: (item) => newFile(downloads, () => click('menuitem', item)),
    async screenshot(path) {
      writeFileSync(path, Buffer.from(await session.send<string>('GET', '/screenshot'), 'base64'));
    },
    faults: () => evaluate('return window.visitorFaults ?? [];'),
    async close() {
      await session.send('DELETE', '').catch(() => undefined);
      stop();
    },
  };
}

/** The first element of a role and name that can be seen, as the browser's own accessibility tree names it. */
async function lookFor(session: WebDriverSession, role: Role, name: string | RegExp): Promise<ElementId | undefined> {
  for (const element of await session.elements(candidates[role])) {
    const label = await session.send<string>('GET', `/element/${element}/computedlabel`);
    const matches = typeof name === 'string' ? label === name : name.test(label);
    if (matches && await session.send<boolean>('GET', `/element/${element}/displayed`)) return element;
  }
  return undefined;
}

/** Starts an X server on a display that it chooses; returns its name, ":99". */
async function startDisplay(program: string, running: ChildProcess[]): Promise<string> {
  const server = spawn(program, ['-displayfd', '3', '-screen', '0', '1600x1000x24', '-nolisten', 'tcp'], {
    stdio: ['ignore', 'ignore', 'ignore', 'pipe'],
  });
  running.push(server);
  const output = server.stdio[3];
  if (!output || !('on' in output)) throw new Error('Xvfb has no output for its display');
  return new Promise((resolve, reject) => {
    output.once('data', (chunk: Buffer) => resolve(`:${chunk.toString().trim()}`));
    server.once('exit', (code) => reject(new Error(`Xvfb ended with code ${code}`)));
  });
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer();
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => (address && typeof address === 'object' ? resolve(address.port) : reject(new Error('no port is free'))));
    });
  });
}
