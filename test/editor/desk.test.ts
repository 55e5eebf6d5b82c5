// Documents in a library and in several tabs: nothing is replaced, and nothing is lost, whichever way a tab goes.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createDocument } from '../../src/core/document.ts';
import { createFakeBrowser } from './fake-browser.ts';

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

/** Long enough for what was edited to be saved. */
const pass = (ms = 1000) => vi.advanceTimersByTimeAsync(ms);

const names = async (browser: ReturnType<typeof createFakeBrowser>) =>
  (await browser.library().list()).entries
    .filter(({ deletedAt }) => deletedAt === undefined)
    .map(({ name }) => name)
    .sort();

/** The notes of a document and of all its versions. */
async function notesKept(browser: ReturnType<typeof createFakeBrowser>, id: string): Promise<(string | undefined)[]> {
  const library = browser.library();
  const stored = await library.read(id);
  const versions = await Promise.all(
    (await library.versions(id)).map(({ id: version }) => library.readVersion(id, version)),
  );
  return [
    stored && 'timeline' in stored ? stored.timeline.present.notes : undefined,
    ...versions.map((version) => version?.notes),
  ];
}

describe('a library', () => {
  it('begins with the first document and opens what was open', async () => {
    const browser = createFakeBrowser();
    const first = await browser.open();
    expect(first.name()).toBe('First');
    await first.desk.add(createDocument('Second'));
    first.close();
    const next = await browser.open();
    expect(next.name()).toBe('Second');
    expect(await names(browser)).toEqual(['First', 'Second']);
  });

  it('adds documents, and each has its history when it comes back', async () => {
    const browser = createFakeBrowser();
    const tab = await browser.open();
    const { id } = tab.desk.getState();
    tab.rename('Mine');
    const { generation } = tab.documents.getState();
    await tab.desk.add(createDocument('Other'));
    tab.documents.undo();
    expect(tab.name()).toBe('Other');
    expect(tab.documents.getState().generation).not.toBe(generation);
    expect(await tab.desk.open(id)).toBe(true);
    expect(tab.name()).toBe('Mine');
    expect(tab.documents.getState().generation).toBe(generation);
    tab.documents.undo();
    expect(tab.name()).toBe('First');
    tab.documents.redo();
    expect(tab.name()).toBe('Mine');
  });

  it('has the history after a reload, and the one that goes with a state that was left', async () => {
    const browser = createFakeBrowser();
    const tab = await browser.open();
    tab.rename('A');
    await pass();
    tab.rename('B');
    tab.close();
    const next = await browser.open(tab.shown());
    expect(next.name()).toBe('B');
    next.documents.undo();
    next.documents.undo();
    expect(next.name()).toBe('First');
  });

  it('gives a name that is taken a number', async () => {
    const browser = createFakeBrowser();
    const tab = await browser.open();
    await tab.desk.add(createDocument('First'));
    await tab.desk.add(createDocument('First'));
    expect(await names(browser)).toEqual(['First', 'First (2)', 'First (3)']);
  });

  it('sets a damaged document aside, names it, and goes on with the rest', async () => {
    const browser = createFakeBrowser();
    const tab = await browser.open();
    const { id } = tab.desk.getState();
    await tab.desk.add(createDocument('Sound'));
    tab.kill();
    const record = browser.kept.get(`document ${id}`) as { text: string };
    browser.kept.set(`document ${id}`, { ...record, text: record.text.replace('"version":1', '"version":"one"') });
    const next = await browser.open(id);
    expect(next.name()).toBe('Sound');
    expect(next.events).toMatchObject([
      {
        type: 'set aside',
        setAside: { name: 'First', reason: 'version: expected a whole number of at least 1, received "one"' },
      },
    ]);
    expect([...browser.kept.keys()].filter((key) => key.startsWith('damaged '))).toHaveLength(1);
    expect(await names(browser)).toEqual(['Sound']);
  });

  it('says once that the disk is full, keeps all while the page lives, and saves it when there is room', async () => {
    const browser = createFakeBrowser();
    const tab = await browser.open();
    browser.disk.isFull = true;
    tab.rename('Unsaved');
    await pass();
    tab.rename('Unsaved still');
    await pass();
    const { id } = tab.desk.getState();
    expect(tab.events).toMatchObject([{ type: 'not saved', error: { name: 'QuotaExceededError' } }]);
    await tab.desk.add(createDocument('Other'));
    expect(tab.name()).toBe('Other');
    await tab.desk.open(id);
    expect(tab.name()).toBe('Unsaved still');
    tab.documents.undo();
    expect(tab.name()).toBe('Unsaved');
    browser.disk.isFull = false;
    await pass();
    tab.rename('Saved');
    await pass();
    expect(await names(browser)).toEqual(['Other', 'Saved']);
    expect(tab.events.some(({ type }) => type === 'rival kept')).toBe(false);
  });

  it('starts where the browser keeps nothing at all', async () => {
    const browser = createFakeBrowser();
    browser.disk.isFull = true;
    const tab = await browser.open();
    expect(tab.name()).toBe('First');
    await tab.desk.add(createDocument('Second'));
    expect(tab.name()).toBe('Second');
  });

  it('commits what is in hand before the page goes', async () => {
    const browser = createFakeBrowser();
    const tab = await browser.open();
    tab.desk.holdInHand(() => tab.rename('Held'));
    tab.close();
    expect((await browser.open(tab.shown())).name()).toBe('Held');
  });

  it('is saved less than a second late however fast edits follow each other', async () => {
    const browser = createFakeBrowser({ writeMs: 100 });
    const opening = browser.open();
    await pass(2000);
    const tab = await opening;
    for (let i = 0; i < 40; i++) {
      tab.rename(`Edit ${i}`);
      await pass(50);
    }
    tab.kill();
    const opened = browser.open(tab.shown());
    await pass(2000);
    const found = (await opened).name();
    expect(Number(found.replace('Edit ', ''))).toBeGreaterThanOrEqual(40 - 1000 / 50);
  });

  it('loses nothing where the page goes in the middle of a write that is never acknowledged', async () => {
    const browser = createFakeBrowser({ writeMs: 50 });
    const opening = browser.open();
    await pass(2000);
    const tab = await opening;
    tab.rename('Under way');
    await pass(270);
    tab.rename('Last words');
    tab.close();
    const opened = browser.open(tab.shown());
    await pass(2000);
    expect((await opened).name()).toBe('Last words');
  });
});

describe('two tabs on one document', () => {
  it('show the edits of the first live in the second, which refuses its own', async () => {
    const browser = createFakeBrowser();
    const first = await browser.open();
    const second = await browser.open();
    expect(second.desk.getState().role).toBe('reader');
    first.rename('Live');
    await pass(200);
    expect(second.name()).toBe('Live');
    second.rename('Refused');
    second.documents.undo();
    expect(second.name()).toBe('Live');
    expect(second.events).toContainEqual({ type: 'refused' });
    await pass();
    expect(await names(browser)).toEqual(['Live']);
  });

  it('hand over with nothing lost, history included', async () => {
    const browser = createFakeBrowser();
    const first = await browser.open();
    const second = await browser.open();
    first.rename('One');
    first.note('two');
    await Promise.all([second.desk.takeOver(), pass(10)]);
    expect([first, second].map(({ desk }) => desk.getState().role)).toEqual(['reader', 'writer']);
    expect([second.name(), second.notes()]).toEqual(['One', 'two']);
    second.documents.undo();
    expect(second.notes()).toBeUndefined();
    second.rename('Three');
    await pass();
    expect(first.name()).toBe('Three');
    first.rename('Refused');
    expect(first.name()).toBe('Three');
    await Promise.all([first.desk.takeOver(), pass(10)]);
    first.documents.undo();
    expect(first.name()).toBe('One');
    await pass();
    expect(second.name()).toBe('One');
    expect([...first.events, ...second.events].filter(({ type }) => type !== 'refused')).toEqual([]);
  });

  it.each(['close', 'kill'] as const)('give the document to the second where the first goes by %s', async (way) => {
    const browser = createFakeBrowser();
    const first = await browser.open();
    const second = await browser.open();
    first.rename('Saved');
    await pass();
    first.note('not saved yet');
    await pass(200);
    first[way]();
    await pass();
    expect(second.desk.getState().role).toBe('writer');
    expect([second.name(), second.notes()]).toEqual(['Saved', 'not saved yet']);
    second.documents.undo();
    expect(second.notes()).toBeUndefined();
    second.documents.undo();
    expect(second.name()).toBe('First');
  });

  it('take a document from a tab that is asleep; what that one had not saved is kept', async () => {
    const browser = createFakeBrowser();
    const first = await browser.open();
    const second = await browser.open();
    first.tab.isAsleep = true;
    first.note('only here');
    await Promise.all([second.desk.takeOver(), pass(2500)]);
    expect(second.desk.getState().role).toBe('writer');
    second.rename('Mine');
    await pass();
    first.tab.isAsleep = false;
    await pass();
    expect([first, second].map(({ desk }) => desk.getState().role)).toEqual(['reader', 'writer']);
    second.note('later');
    await pass();
    expect([first.name(), first.notes()]).toEqual(['Mine', 'later']);
    const { id } = second.desk.getState();
    expect(await notesKept(browser, id)).toEqual(expect.arrayContaining(['only here', 'later']));
  });

  it('are independent on two documents', async () => {
    const browser = createFakeBrowser();
    const first = await browser.open();
    const second = await browser.open();
    await second.desk.add(createDocument('Second'));
    expect([first, second].map(({ desk }) => desk.getState().role)).toEqual(['writer', 'writer']);
    first.rename('A');
    second.rename('B');
    await pass();
    expect(await names(browser)).toEqual(['A', 'B']);
    first.close();
    second.close();
    expect((await browser.open(first.shown())).name()).toBe('A');
    expect((await browser.open(second.shown())).name()).toBe('B');
  });

  it('free the document where the first goes on to another', async () => {
    const browser = createFakeBrowser();
    const first = await browser.open();
    const second = await browser.open();
    await first.desk.add(createDocument('Elsewhere'));
    await pass();
    expect(second.desk.getState().role).toBe('writer');
    second.rename('Mine now');
    await pass();
    expect(await names(browser)).toEqual(['Elsewhere', 'Mine now']);
  });

  it('keep both states where the browser has no locks', async () => {
    const browser = createFakeBrowser({ hasLocks: false });
    const first = await browser.open();
    const second = await browser.open();
    expect([first, second].map(({ desk }) => desk.getState().role)).toEqual(['unguarded', 'unguarded']);
    first.rename('Followed');
    await pass();
    expect(second.name()).toBe('Followed');
    first.note('from the first');
    second.note('from the second');
    await pass();
    expect(await notesKept(browser, first.desk.getState().id)).toEqual(
      expect.arrayContaining(['from the first', 'from the second']),
    );
    expect([...first.events, ...second.events]).toContainEqual({ type: 'rival kept' });
  });
});
