// The worker that reads a user's files and keeps what is made of them, so that neither page nor training waits.

import { type OwnDataMessage, type OwnDataRequestName, type OwnDataRequests, type OwnDatasetInfo, type OwnFile, type Thumbnails } from '../../core/own-data.ts';
import { elementCount } from '../../core/shape.ts';
import { createBrowserStorage } from './browser-storage.ts';
import { createBudget } from './budget.ts';
import { build } from './build.ts';
import { createDecodingPool, decodersFor } from './decoding-pool.ts';
import type { FileContent } from './file-content.ts';
import { inspectImages } from './image-files.ts';
import { draftOf, inspectFiles, type Inspected } from './inspect.ts';
import { keyOf, listOwn, readArray, removeOwn, removeUnfinished } from './storage.ts';
import { inspectTable } from './table.ts';
import { filesInFolder } from './walk-folder.ts';

const storage = createBrowserStorage();
let given: OwnFile<FileContent | FileSystemDirectoryHandle>[] = [];
let inspected: Inspected | undefined;

/** Held while a dataset is being kept, by whichever page: what is unfinished then is somebody's work. */
const building = 'convloom own data';
/** Browsers give them to pages that are served securely. */
const locks = 'locks' in navigator ? navigator.locks : undefined;
void locks?.request(building, { ifAvailable: true }, (lock) => (lock ? removeUnfinished(storage) : undefined));

type Progress = (fraction: number | undefined, detail: string) => void;
type Handlers = { readonly [N in OwnDataRequestName]: (args: OwnDataRequests[N]['args'], onProgress: Progress) => Promise<OwnDataRequests[N]['result']> };

const handlers: Handlers = {
  list: () => listOwn(storage),
  async give({ files, first }) {
    inspected = undefined;
    if (first) given = [];
    // The page sends files as the browser has them.
    given.push(...(files as typeof given));
    return undefined;
  },
  async inspect(_, onProgress) {
    const files: OwnFile<FileContent>[] = [];
    const budget = createBudget('What was given');
    for await (const file of filesOf(given)) {
      budget.take('entries', 1, 'give a part of it, or a zip');
      files.push(file);
      if (files.length % 256 === 0) onProgress(undefined, `Looking through the files: ${files.length.toLocaleString('en-US')}`);
    }
    inspected = await inspectFiles(files, (fraction) => onProgress(fraction, 'Looking through the table'));
    given = [];
    return draftOf(inspected);
  },
  async inspectAgain(settings, onProgress) {
    if (!inspected || !('table' in inspected)) throw new Error('No table has been looked through yet.');
    const { draft, content } = inspected.table;
    inspected = { table: await inspectTable(draft.name, content, (fraction) => onProgress(fraction, 'Looking through the table'), settings) };
    return draftOf(inspected);
  },
  async readNames({ encoding }) {
    if (!inspected || !('images' in inspected)) throw new Error('No archive has been looked through yet.');
    const { draft, archive } = inspected.images;
    if (!archive) throw new Error(`${draft.name} is no archive.`);
    const images = await inspectImages(draft.name, [], { path: draft.name, content: archive.content }, encoding);
    inspected = { images };
    return images.draft;
  },
  async build(choices, onProgress) {
    if (!inspected) throw new Error('No files have been looked through yet.');
    const found = inspected;
    const decoders = 'images' in found ? createDecodingPool(spawnDecoder, decodersFor(navigator.hardwareConcurrency)) : undefined;
    const work = () => build(found, choices, { storage, ...(decoders && { decode: decoders.decode }), onProgress: (fraction) => onProgress(fraction, 'Reading') });
    try {
      return await (locks ? locks.request(building, work) : work());
    } finally {
      decoders?.end();
    }
  },
  async thumbnails({ id, from, count }) {
    const info = (await listOwn(storage)).find((known) => known.id === id);
    if (!info) throw new Error('This data is no longer kept in this browser.');
    return thumbnailsOf(info, from, count);
  },
  async remove({ id }) {
    await removeOwn(storage, id);
    return undefined;
  },
};

function spawnDecoder(): Worker {
  return new Worker(new URL('./decoder.worker.ts', import.meta.url), { type: 'module', name: 'decoder' });
}

/** Folders gone through. */
async function* filesOf(all: typeof given): AsyncGenerator<OwnFile<FileContent>, void, void> {
  for (const { path, content } of all) {
    if ('values' in content) yield* filesInFolder(content);
    else yield { path, content };
  }
}

async function thumbnailsOf({ id, inputShape, pieceSize, trainingCount, testCount }: OwnDatasetInfo, from: number, count: number): Promise<Thumbnails> {
  const size = elementCount(inputShape);
  const end = Math.min(from + count, trainingCount + testCount);
  const pixels = new Uint8Array(Math.max(0, end - from) * size);
  for (let at = from; at < end;) {
    const index = Math.floor(at / pieceSize);
    const piece = await readArray(storage, keyOf.piece(id, index), Uint8Array);
    const until = Math.min(end, (index + 1) * pieceSize);
    pixels.set(piece.subarray((at - index * pieceSize) * size, (until - index * pieceSize) * size), (at - from) * size);
    at = until;
  }
  return { shape: inputShape, pixels, labels: (await readArray(storage, keyOf.labels(id), Uint8Array)).slice(from, end) };
}

let lastTold = 0;

self.addEventListener('message', ({ data }: MessageEvent<{ readonly request: number; readonly name: OwnDataRequestName; readonly args: unknown }>) => {
  const tell = (message: OwnDataMessage) => self.postMessage(message);
  const { request, name, args } = data;
  const onProgress: Progress = (fraction, detail) => {
    if (performance.now() - lastTold < 100) return;
    lastTold = performance.now();
    tell({ type: 'progress', request, fraction, detail });
  };
  // The name picked the handler, so the arguments are the ones that it takes.
  const handle = handlers[name] as (args: unknown, onProgress: Progress) => Promise<unknown>;
  handle(args, onProgress).then(
    (result) => tell({ type: 'answer', request, result }),
    (error: unknown) => tell({ type: 'failed', request, message: error instanceof Error ? error.message : String(error) }),
  );
});
