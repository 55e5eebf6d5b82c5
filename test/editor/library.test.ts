// The library against a model: any sequence of adding, editing, undoing, switching, renaming, duplicating, deleting
// and restoring loses no document, and each has the history it should have. Its versions, and its limits.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createDocument, type NetworkDocument } from '../../src/core/document.ts';
import { renameDocument } from '../../src/editor/commands/rename-document.ts';
import { setNotes } from '../../src/editor/commands/set-notes.ts';
import { change, redo, startTimeline, undo } from '../../src/editor/history.ts';
import { createMemoryBackend } from '../../src/editor/library/backend.ts';
import { createLibrary, freeName, type DocumentTimeline } from '../../src/editor/library/library.ts';
import {
  deleteFromLibrary,
  duplicateInLibrary,
  renameInLibrary,
  restoreVersion,
} from '../../src/editor/library/operations.ts';
import { maxHistoryCharacters, readHistory, writeHistory, type VersionHead } from '../../src/editor/library/records.ts';
import { isVersionDue, maxVersionCharacters, thinVersions } from '../../src/editor/library/versions.ts';
import { createFakeBrowser } from './fake-browser.ts';

const verbs = ['add', 'edit', 'undo', 'redo', 'open', 'rename', 'duplicate', 'delete', 'undelete', 'reload'] as const;
const operation = fc.record({ verb: fc.constantFrom(...verbs), at: fc.nat() });

/** What the library should hold: a timeline for each document, deleted or not. */
interface Model {
  readonly documents: Map<string, { timeline: DocumentTimeline; isDeleted: boolean }>;
  readonly undeletes: (() => Promise<void>)[];
}

const plain = (timeline: DocumentTimeline) =>
  JSON.parse(
    JSON.stringify({
      ...timeline,
      past: timeline.past.map(({ mergeKey: _, ...entry }) => entry),
      future: timeline.future.map(({ mergeKey: _, ...entry }) => entry),
    }),
  ) as unknown;

describe('any sequence of operations', () => {
  it('leaves what a model says', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(operation, { minLength: 1, maxLength: 25 }), async (operations) => {
        const browser = createFakeBrowser();
        let tab = await browser.open();
        const model: Model = { documents: new Map(), undeletes: [] };
        const present = () => tab.documents.getState();
        const learn = (id = tab.desk.getState().id) => {
          if (id === tab.desk.getState().id && !model.documents.has(id))
            model.documents.set(id, { timeline: startTimeline(present().document), isDeleted: false });
        };
        const step = (id: string, move: (timeline: DocumentTimeline) => DocumentTimeline) => {
          const known = model.documents.get(id);
          if (known) known.timeline = move(known.timeline);
        };
        learn();
        for (const [i, { verb, at }] of operations.entries()) {
          const { id } = tab.desk.getState();
          const known = [...model.documents].filter(([, { isDeleted }]) => !isDeleted).map(([key]) => key);
          const target = known[at % known.length] ?? id;
          const rename = (name: string) => (timeline: DocumentTimeline) =>
            change(timeline, 'Rename the network', (draft) => renameDocument(draft, name));
          if (verb === 'add') await tab.desk.add(createDocument(`Added ${at % 3}`));
          else if (verb === 'edit') {
            tab.note(`Note ${i}`);
            step(id, (timeline) => change(timeline, 'Write notes', (draft) => setNotes(draft, `Note ${i}`)));
          } else if (verb === 'undo') {
            tab.documents.undo();
            step(id, undo);
          } else if (verb === 'redo') {
            tab.documents.redo();
            step(id, redo);
          } else if (verb === 'open') await tab.desk.open(target);
          else if (verb === 'rename') {
            await renameInLibrary(tab.desk, tab.documents, target, `Named ${i}`);
            step(target, rename(`Named ${i}`));
          } else if (verb === 'duplicate') {
            const copy = await duplicateInLibrary(tab.desk, target);
            if (copy !== undefined) await tab.desk.open(copy);
          } else if (verb === 'delete') {
            model.undeletes.push(await deleteFromLibrary(tab.desk, target));
            const entry = model.documents.get(target);
            if (entry) entry.isDeleted = true;
          } else if (verb === 'undelete') {
            const deleted = [...model.documents].filter(([, entry]) => entry.isDeleted).map(([key]) => key);
            await model.undeletes.pop()?.();
            const { entries } = await browser.library().list();
            for (const key of deleted) {
              const entry = model.documents.get(key);
              if (entry && entries.some((listed) => listed.id === key && listed.deletedAt === undefined))
                entry.isDeleted = false;
            }
          } else {
            tab.close();
            model.undeletes.length = 0;
            tab = await browser.open(tab.shown());
          }
          learn();
          const shown = tab.desk.getState().id;
          expect(plain({ present: present().document, past: present().past, future: present().future })).toEqual(
            plain(model.documents.get(shown)?.timeline ?? startTimeline(present().document)),
          );
        }
        await tab.desk.flush();
        const library = browser.library();
        for (const [id, { timeline, isDeleted }] of model.documents) {
          const found = await library.read(id);
          if (!found || 'setAside' in found) throw new Error(`${id} is lost`);
          expect(found.isDeleted).toBe(isDeleted);
          expect(plain(found.timeline)).toEqual(plain(timeline));
        }
      }),
      { numRuns: 60 },
    );
  });
});

describe('versions', () => {
  /** A library whose time is told by hand. */
  const library = () => {
    const clock = { now: Date.parse('2026-01-01T10:00:00Z') };
    return { clock, library: createLibrary(createMemoryBackend(), () => new Date(clock.now)) };
  };
  const named = (name: string): NetworkDocument => createDocument(name);

  it('keep the state before the first edit, and one of every ten minutes', async () => {
    const { clock, library: lib } = library();
    const id = await lib.add(named('As it came'));
    let bases: string[] = [];
    const stored = await lib.read(id);
    if (stored && 'revision' in stored) bases = [stored.revision];
    for (let minute = 0; minute < 30; minute++) {
      clock.now += 60_000;
      await lib.save(id, startTimeline(named(`Minute ${minute}`)), bases, `r${minute}`);
      bases = [`r${minute}`];
    }
    const versions = await lib.versions(id);
    const kept = await Promise.all(versions.map(async (head) => (await lib.readVersion(id, head.id))?.name));
    expect(kept).toEqual(['Minute 19', 'Minute 9', 'As it came']);
  });

  it('are the same as before only once', async () => {
    const { library: lib } = library();
    const id = await lib.add(named('Trained'));
    await lib.keepVersion(id, named('Trained'), 'run');
    await lib.keepVersion(id, named('Trained'), 'run');
    expect((await lib.versions(id)).map(({ reason }) => reason)).toEqual(['run']);
  });

  it('can be brought back, which can be undone, and what was there before is a version', async () => {
    const browser = createFakeBrowser();
    const tab = await browser.open();
    tab.note('good');
    await tab.desk.keepVersion('run');
    tab.note('worse');
    const heads = await tab.desk.library.versions(tab.desk.getState().id);
    const version = heads.find(({ reason }) => reason === 'run');
    expect(await restoreVersion(tab.desk, tab.documents, version?.id ?? '')).toBe(true);
    expect(tab.notes()).toBe('good');
    tab.documents.undo();
    expect(tab.notes()).toBe('worse');
    const [newest] = await tab.desk.library.versions(tab.desk.getState().id);
    expect(newest?.reason).toBe('restore');
    expect((await tab.desk.library.readVersion(tab.desk.getState().id, newest?.id ?? ''))?.notes).toBe('worse');
    expect(await restoreVersion(tab.desk, tab.documents, 'none such')).toBe(false);
  });

  it('are thinned by kind and by size, the newest two kept whatever their size', () => {
    const head = (i: number, more: Partial<VersionHead> = {}): VersionHead => ({
      id: `v${i}`,
      at: '',
      keptAt: '',
      reason: 'time',
      characters: 10,
      ...more,
    });
    const many = Array.from({ length: 50 }, (_, i) => head(i, { reason: i % 2 === 0 ? 'time' : 'run' }));
    const { kept, dropped } = thinVersions(many);
    expect([kept.length, dropped.length]).toEqual([40, 10]);
    expect(kept[0]?.id).toBe('v0');
    const large = Array.from({ length: 5 }, (_, i) => head(i, { characters: maxVersionCharacters }));
    expect(thinVersions(large).kept.map(({ id }) => id)).toEqual(['v0', 'v1']);
  });

  it('are due where none was kept for ten minutes', () => {
    const at = (keptAt: string): VersionHead[] => [
      { id: '', at: '2020-01-01T00:00:00Z', keptAt, reason: 'run', characters: 1 },
    ];
    expect(isVersionDue([], new Date())).toBe(true);
    expect(isVersionDue(at('2026-01-01T10:00:00Z'), new Date('2026-01-01T10:09:59Z'))).toBe(false);
    expect(isVersionDue(at('2026-01-01T10:00:00Z'), new Date('2026-01-01T10:10:00Z'))).toBe(true);
  });
});

describe('a kept history', () => {
  const edited = (count: number, text = ''): DocumentTimeline => {
    let timeline = startTimeline(createDocument('Start'));
    for (let i = 0; i < count; i++) timeline = change(timeline, `Edit ${i}`, (draft) => setNotes(draft, `${i}${text}`));
    return timeline;
  };

  it('lets go what was done longest ago where there is no room for all', () => {
    const timeline = edited(30, 'x'.repeat(maxHistoryCharacters / 40));
    const record = writeHistory('r', timeline);
    expect([...record.past, ...record.future].reduce((sum, text) => sum + text.length, 0)).toBeLessThanOrEqual(
      maxHistoryCharacters,
    );
    const read = readHistory(record, 'r', timeline.present);
    expect(read.past.length).toBeGreaterThan(5);
    expect(read.past.at(-1)?.label).toBe('Edit 29');
    expect(undo(read).present.notes).toBe(undo(timeline).present.notes);
  });

  it.each([
    ['of another revision', (record: object) => ({ ...record, revision: 'other' })],
    ['that is not there', () => undefined],
    ['that is no history', () => ({ revision: 'r', past: 3 })],
    ['whose entries are no JSON', () => ({ revision: 'r', past: ['{'], future: [] })],
    [
      'that leads to no document',
      () => ({
        revision: 'r',
        past: [JSON.stringify({ label: 'x', patches: [], inverse: [{ op: 'replace', path: ['name'], value: 3 }] })],
        future: [],
      }),
    ],
    [
      'that leads nowhere',
      () => ({
        revision: 'r',
        past: [
          JSON.stringify({ label: 'x', patches: [], inverse: [{ op: 'replace', path: ['no', 'where'], value: 3 }] }),
        ],
        future: [],
      }),
    ],
  ])('%s is none', (_, damage) => {
    const timeline = edited(3);
    expect(readHistory(damage(writeHistory('r', timeline)), 'r', timeline.present)).toEqual(
      startTimeline(timeline.present),
    );
  });
});

it('a free name has a number that no other has', () => {
  expect(freeName('A', ['B'])).toBe('A');
  expect(freeName('A', ['A', 'A (2)'])).toBe('A (3)');
  expect(freeName('A (2)', ['A', 'A (2)'])).toBe('A (3)');
  expect(freeName('x'.repeat(200), ['x'.repeat(200)]).length).toBeLessThanOrEqual(200);
});
