// What is one step of the history, and what is none.

import { describe, expect, it } from 'vitest';
import { createDocument } from '../../src/core/document.ts';
import { renameDocument } from '../../src/editor/commands/rename-document.ts';
import { setNotes } from '../../src/editor/commands/set-notes.ts';
import { createDocumentStore, type DocumentStore } from '../../src/editor/document-store.ts';
import { change, maxHistory, startTimeline } from '../../src/editor/history.ts';

function typeName(store: DocumentStore, names: readonly string[], mergeKey = 'name'): void {
  for (const name of names) store.edit('Rename', (draft) => renameDocument(draft, name), { mergeKey });
}

describe('the document store', () => {
  it('makes one step of what is typed until the field is left', () => {
    const store = createDocumentStore(createDocument('Start'));
    typeName(store, ['N', 'Ne', 'Net']);
    store.seal();
    typeName(store, ['Nets', 'Nets 2']);
    expect(store.getState().past).toHaveLength(2);
    store.undo();
    expect(store.getState().document.name).toBe('Net');
    store.undo();
    expect(store.getState().document.name).toBe('Start');
  });

  it('keeps a text that was typed letter by letter once, under the last label', () => {
    const store = createDocumentStore(createDocument('Start'));
    const text = 'x'.repeat(500);
    for (let i = 1; i <= text.length; i++) {
      store.visit('notes', () => store.edit(`Write ${i}`, (draft) => setNotes(draft, text.slice(0, i))));
    }
    const [entry, ...more] = store.getState().past;
    expect(more).toEqual([]);
    expect(entry).toMatchObject({ label: 'Write 500', patches: [{ path: ['notes'], value: text }], inverse: [{ op: 'remove', path: ['notes'] }] });
    store.undo();
    expect(store.getState().document.notes).toBeUndefined();
  });

  it('refuses every change while it is read-only, and says so', () => {
    const store = createDocumentStore(createDocument('Start'));
    typeName(store, ['Mine']);
    let refusals = 0;
    store.setReadOnly(() => { refusals++; });
    expect(store.edit('Rename', (draft) => { renameDocument(draft, 'Refused'); return 'ran'; })).toBe('ran');
    store.undo();
    store.edit('Nothing', () => undefined);
    expect([store.getState().document.name, refusals]).toEqual(['Mine', 2]);
    store.setReadOnly(undefined);
    store.undo();
    expect(store.getState().document.name).toBe('Start');
  });

  it('records nothing where typing ends where it began', () => {
    const store = createDocumentStore(createDocument('Start'));
    typeName(store, ['Star', 'Start']);
    expect(store.getState().past).toEqual([]);
  });

  it('keeps two fields apart', () => {
    const store = createDocumentStore(createDocument('Start'));
    typeName(store, ['a', 'b'], 'one');
    typeName(store, ['c'], 'other');
    expect(store.getState().past).toHaveLength(2);
  });

  it('keeps redo until the document changes', () => {
    const store = createDocumentStore(createDocument('Start'));
    typeName(store, ['Other']);
    store.undo();
    store.edit('Nothing', () => undefined);
    store.edit('Nothing either', (draft) => { draft.layout = { nodes: {} }; });
    store.seal();
    expect(store.getState().future).toHaveLength(1);
    typeName(store, ['Third']);
    expect(store.getState().future).toEqual([]);
  });

  it('does not join a new gesture to one that was undone', () => {
    const store = createDocumentStore(createDocument('Start'));
    typeName(store, ['a', 'ab']);
    store.undo();
    typeName(store, ['x']);
    store.undo();
    expect(store.getState().document.name).toBe('Start');
  });

  it('changes nothing where a command fails half-way', () => {
    const store = createDocumentStore(createDocument('Start'));
    const before = store.getState();
    expect(() => store.edit('Break', (draft) => {
      draft.name = 'half';
      throw new Error('stop');
    })).toThrow('stop');
    expect(store.getState()).toBe(before);
  });

  it('starts a new history with another document', () => {
    const store = createDocumentStore(createDocument('Start'));
    typeName(store, ['Other']);
    store.load(createDocument('Loaded'));
    expect(store.getState()).toMatchObject({ past: [], future: [], generation: 1, document: { name: 'Loaded' } });
    store.undo();
    expect(store.getState().document.name).toBe('Loaded');
  });
});

describe('a timeline', () => {
  it('forgets the oldest steps and no others', () => {
    let timeline = startTimeline({ count: 0 });
    for (let i = 0; i < maxHistory + 5; i++) timeline = change(timeline, `step ${i}`, (draft) => { draft.count++; });
    expect(timeline.past).toHaveLength(maxHistory);
    expect(timeline.past[0]?.label).toBe('step 5');
    expect(timeline.present.count).toBe(maxHistory + 5);
  });
});
