// What is fuzzed: every boundary where data of strangers, or of another time, comes in. A target makes an input from a seed and reads
// it; the reader answers with a result or with one of its own errors, which is one sentence.

import { readdirSync, readFileSync } from 'node:fs';
import { analyze } from '../../src/core/analyze.ts';
import { parseDocument, serialiseDocument } from '../../src/core/document-format.ts';
import { createPlan } from '../../src/core/plan.ts';
import type { Random } from '../../src/core/random.ts';
import { renderSummary, summarise } from '../../src/core/summary.ts';
import { trainingProblems } from '../../src/core/training-problems.ts';
import { gunzip } from '../../src/datasets/gunzip.ts';
import { peekIdx, readIdxImages, readIdxLabels } from '../../src/datasets/idx.ts';
import { build } from '../../src/datasets/own/build.ts';
import { readImageSize } from '../../src/datasets/own/image-size.ts';
import { inspectFiles } from '../../src/datasets/own/inspect.ts';
import { ownDataset } from '../../src/datasets/own/own-dataset.ts';
import { createMemoryStorage } from '../../src/datasets/own/storage.ts';
import { datasets } from '../../src/datasets/registry.ts';
import { readTar } from '../../src/datasets/tar.ts';
import { readClipboardText } from '../../src/editor/clipboard.ts';
import { createSessionStore, initialSession, readSession } from '../../src/editor/session-store.ts';
import { layers } from '../../src/layers/registry.ts';
import { createRunArchive } from '../../src/runs/run-archive.ts';
import { createMemoryBackend } from '../../src/runs/run-backend.ts';
import { runColumns } from '../../src/runs/run-columns.ts';
import { curvesCsv, runsCsv, runsJson } from '../../src/runs/run-files.ts';
import { createCheckpointStore } from '../../src/training/checkpoint-store.ts';
import { blankRecord, finishedRun } from '../runs/records.ts';
import { projectRoot } from '../support/shared-data.ts';
import { createCheckpointMemory } from '../training/checkpoint-memory.ts';
import { mutateBytes, mutateText, mutateTree, pick } from './mutate.ts';
import * as seeds from './seeds.ts';

export interface Target {
  /** Makes an input, as bytes, text or plain data. */
  make(random: Random): unknown;
  /** Reads it. What it throws is looked at: only errors whose name is among `errors` are answers. */
  read(input: unknown): Promise<void>;
  readonly errors: readonly string[];
}

const templates = readdirSync(`${projectRoot}templates`).filter((name) => name.endsWith('.json'))
  .map((name) => JSON.parse(readFileSync(`${projectRoot}templates/${name}`, 'utf8')) as { readonly graph: object });

function bytesTarget(samples: readonly Uint8Array[], read: (bytes: Uint8Array<ArrayBuffer>) => unknown, errors: readonly string[] = ['DataFormatError']): Target {
  return { make: (random) => mutateBytes(random, pick(random, samples)), read: async (input) => void (await read(input as Uint8Array<ArrayBuffer>)), errors };
}

/** Reads files as the page does: looks into them, builds a dataset of what is proposed, and reads its first examples. */
async function readOwn(...files: readonly { readonly path: string; readonly content: Blob }[]): Promise<void> {
  const inspected = await inspectFiles(files);
  if ('images' in inspected) return;
  const storage = createMemoryStorage();
  const { info } = await build(inspected, { name: 'fuzz', testShare: 0.2, seed: 0, dropMissing: true }, { storage, onProgress: () => undefined });
  ownDataset(info, storage);
}

function ownTarget(samples: readonly Uint8Array[], path: string): Target {
  return bytesTarget(samples, (bytes) => readOwn({ path, content: new Blob([bytes]) }));
}

/** A document that is read means something: all that is made of it is made without an error. */
function readDocumentText(input: unknown): void {
  const parsed = parseDocument(input as string);
  if ('problems' in parsed) return checkSentences(parsed.problems.map(({ message }) => message));
  const { document } = parsed;
  checkSentences(analyze(document.graph, layers).problems.map(({ message }) => message));
  trainingProblems(document, layers, datasets);
  createPlan(document.graph, layers);
  renderSummary(summarise(document.graph, layers));
  const again = parseDocument(serialiseDocument(document));
  if (!('document' in again) || serialiseDocument(again.document) !== serialiseDocument(document)) throw new Error('a document that was written is not read as it was');
}

function checkSentences(messages: readonly string[]): void {
  if (messages.length === 0 && messages !== undefined) return;
  const odd = messages.find((message) => message === '' || /undefined|\[object|\n/.test(message) && !message.includes('"'));
  if (odd !== undefined) throw new Error(`no sentence: ${odd.slice(0, 200)}`);
}

const document: Target = {
  make: (random) => {
    const text = JSON.stringify(mutateTree(random, pick(random, templates))) ?? '';
    return random.int(8) === 0 ? mutateText(random, text) : text;
  },
  read: async (input) => readDocumentText(input),
  errors: [],
};

const clipboard: Target = {
  make: (random) => {
    const { graph } = pick(random, templates);
    return JSON.stringify(mutateTree(random, { format: 'convloom', version: 1, kind: 'fragment', graph, layout: { nodes: {} } })) ?? '';
  },
  read: async (input) => void readClipboardText(input as string, layers),
  errors: [],
};

const session: Target = {
  make: (random) => mutateTree(random, initialSession),
  read: async (input) => void createSessionStore(readSession(input)),
  errors: [],
};

const whole = await finishedRun(1, undefined, { group: { type: 'sweep', id: 'g', label: 'lr 0.1' }, resumed: [{ at: '2026-01-01T12:00:00.000Z', step: 3 }] });

/** Runs that lie in the browser's storage: the damaged are set aside, and tables and files are made of the others. */
const runRecord: Target = {
  make: (random) => ({ record: mutateTree(random, whole.record), curves: random.int(2) === 0 ? mutateTree(random, whole.curves) : whole.curves }),
  read: async (input) => {
    const { record, curves } = input as { record: unknown; curves: unknown };
    const backend = createMemoryBackend();
    await backend.records.set(whole.record.id, record);
    await backend.records.set('another', blankRecord(2));
    await backend.curves.set(whole.record.id, curves);
    const archive = createRunArchive(backend);
    const { records, unreadable } = await archive.list();
    if (records.length + unreadable !== 2) throw new Error(`2 records lie there, and ${records.length} and ${unreadable} unreadable ones are told`);
    for (const column of runColumns) for (const one of records) column.value(one);
    const runs = await Promise.all(records.map(async (one) => ({ record: one, curves: await archive.readCurves(one.id) })));
    runsCsv(records);
    curvesCsv(runs);
    runsJson(runs);
  },
  errors: [],
};

const head = {
  version: 1, id: '2026-01-01T12:00:00.000Z 00000000', run: 'run', name: 'Run', engine: 'null', dataset: 'digits', sizeBytes: 24,
  plan: createPlan(blankRecord(1).graph, layers), config: whole.record.config, graph: whole.record.graph, layout: whole.record.layout, place: { step: 4, epoch: 2, batch: 0, sums: { examples: 0, loss: 0, correct: 0 }, durationMs: 5 },
};

const checkpoint: Target = {
  make: (random) => mutateTree(random, head),
  read: async (input) => {
    const { backend } = createCheckpointMemory();
    await backend.heads.set('one', input);
    const store = createCheckpointStore(backend);
    for (const { id, run } of await store.left()) {
      await store.read(id).catch((error: unknown) => checkSentences([(error as Error).message]));
      await store.discard(run);
    }
    await store.list();
  },
  errors: [],
};

const table: Target = {
  make: (random) => mutateText(random, pick(random, seeds.tables)),
  read: async (input) => readOwn({ path: 'data.csv', content: new Blob([input as string]) }),
  errors: ['DataFormatError'],
};

export const targets: Readonly<Record<string, Target>> = {
  document, clipboard, session, runRecord, checkpoint,
  csv: table,
  csvBytes: ownTarget(seeds.tables.map((text) => new TextEncoder().encode(text)), 'data.csv'),
  npy: bytesTarget(seeds.arrays, (bytes) => readOwn({ path: 'x.npy', content: new Blob([bytes]) }, { path: 'y.npy', content: new Blob([Uint8Array.from(seeds.arrays[1] ?? [])]) })),
  npz: ownTarget(seeds.archives, 'data.npz'),
  zip: ownTarget(seeds.imageArchives, 'photos.zip'),
  idx: bytesTarget(seeds.idx, (bytes) => {
    peekIdx(bytes);
    return bytes[3] === 1 ? readIdxLabels('labels', bytes, 10) : readIdxImages('images', bytes);
  }),
  gzip: bytesTarget(seeds.gzips, (bytes) => gunzip('data.gz', bytes)),
  tar: bytesTarget(seeds.tars, (bytes) => readTar('data.tar', bytes)),
  image: bytesTarget(seeds.images, (bytes) => readImageSize(bytes)),
};
