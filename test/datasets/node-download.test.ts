// The CLI's download against a server on this machine: good, corrupt, cut off and missing mirrors.

import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, type TestContext } from 'vitest';
import { checkWritable, writeFiles } from '../../src/cli/write-files.ts';
import { mnist, mnistEdition } from '../../src/datasets/mnist.ts';
import { downloadEdition, type DownloadProgress } from '../../src/datasets/node-download.ts';
import { createNodeSources } from '../../src/datasets/node-sources.ts';
import { DataUnavailableError } from '../../src/datasets/sources.ts';
import { sharedData } from '../support/shared-data.ts';
import { request } from './memory-sources.ts';

let server: Server;
let origin = '';
let directory = '';
let mnistFolder = '';
let requests: string[] = [];

/** Serves ../shared/data/mnist as /good/; as /corrupt/ with one byte changed; as /cut/ and /short/ without its end. */
beforeAll(async () => {
  server = createServer(async (incoming, response) => {
    const [, kind = '', name = ''] = (incoming.url ?? '').split('/');
    requests.push(`${kind}/${name}`);
    if (kind === 'missing') return void response.writeHead(404).end();
    const bytes = await readFile(join(mnistFolder, name));
    if (kind === 'corrupt') bytes[1000] = (bytes[1000] ?? 0) ^ 1;
    if (kind === 'short') return void response.end(bytes.subarray(0, 1000));
    response.writeHead(200, { 'content-length': bytes.length });
    if (kind !== 'cut') return void response.end(bytes);
    response.write(bytes.subarray(0, 1000), () => response.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
});
afterAll(() => { server.close(); });
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), 'convloom-'));
  requests = [];
});
afterEach(() => rm(directory, { recursive: true }));

const names = Object.values(mnistEdition.files).map((file) => file.name);

async function download(context: TestContext, ...kinds: string[]): Promise<DownloadProgress[]> {
  mnistFolder = sharedData(context, 'mnist');
  const progress: DownloadProgress[] = [];
  await downloadEdition(mnistEdition, { checkWritable, write: writeFiles, directory, mirrors: kinds.map((kind) => `${origin}/${kind}/`), onProgress: (step) => progress.push(step) });
  return progress;
}

it('downloads the four files, tells the bytes, and what it wrote can be loaded', async (context) => {
  const progress = await download(context, 'good');
  expect(await readdir(join(directory, 'mnist'))).toEqual([...names].sort());
  const received = progress.flatMap((step) => (step.type === 'receiving' && step.file === names[0] ? [step.receivedBytes] : []));
  expect(received).toEqual([...received].sort((a, b) => a - b));
  expect(received.at(-1)).toBe(9_912_422);
  const data = await mnist.load(request({ sources: createNodeSources([directory]), limits: { training: 100 } }));
  expect([data.training.count, data.validation.count]).toEqual([100, 10_000]);
});

it('goes on to the next mirror past one that is missing, corrupt or cut off, with a sentence for each', async (context) => {
  const progress = await download(context, 'missing', 'corrupt', 'short', 'cut', 'good');
  expect(await readdir(join(directory, 'mnist'))).toEqual([...names].sort());
  const ofLabels = progress.filter((step) => step.file === 't10k-labels-idx1-ubyte.gz' && step.type !== 'receiving');
  expect(ofLabels.map((step) => (step.type === 'failed' ? step.message.replace(origin, '').replace(/received [0-9a-f]{32}/, 'received another') : step.type))).toEqual([
    '/missing/: the server answered 404 Not Found.',
    '/corrupt/: t10k-labels-idx1-ubyte.gz should have MD5 ec29112dd5afa0611ce80d1b7f02629c, received another.',
    '/short/: t10k-labels-idx1-ubyte.gz should be 4542 bytes, received 1000.',
    '/cut/: terminated.',
    'done',
  ]);
});

it('leaves what is there and right, and replaces what is not', async (context) => {
  await download(context, 'good');
  requests = [];
  expect((await download(context, 'good')).map((step) => step.type === 'done' && step.from)).toEqual(new Array(4).fill('already there'));
  expect(requests).toEqual([]);
  await writeFile(join(directory, 'mnist', 't10k-labels-idx1-ubyte.gz'), 'half a f');
  await download(context, 'good');
  expect(requests).toEqual(['good/t10k-labels-idx1-ubyte.gz']);
});

it('rejects with all sentences when every mirror fails, and leaves no half file', async (context) => {
  const failed = download(context, 'missing', 'corrupt');
  await expect(failed).rejects.toBeInstanceOf(DataUnavailableError);
  await expect(failed).rejects.toThrow(/^train-images-idx3-ubyte\.gz could not be read\. .*404 Not Found\. .*should have MD5 f68b3c2dcbeaaa9fbdd348bbdeb94873, received [0-9a-f]{32}\.$/);
  expect(await readdir(directory)).toEqual([]);
});

it('stops when aborted', async (context) => {
  mnistFolder = sharedData(context, 'mnist');
  const controller = new AbortController();
  const stopped = downloadEdition(mnistEdition, {
    checkWritable, write: writeFiles,
    directory, mirrors: [`${origin}/good/`, `${origin}/good/`], signal: controller.signal,
    onProgress: (step) => { if (step.type === 'receiving') controller.abort(new Error('stopped')); },
  });
  await expect(stopped).rejects.toThrow('stopped');
  expect(await readdir(directory)).toEqual([]);
});

it('asks no other mirror where the disk takes nothing', async (context) => {
  mnistFolder = sharedData(context, 'mnist');
  const refused = downloadEdition(mnistEdition, {
    checkWritable, write: async () => { throw new Error('the disk is full'); }, directory, mirrors: [`${origin}/good/`, `${origin}/good/`],
  });
  await expect(refused).rejects.toThrow(/^the disk is full$/);
  expect(requests).toEqual(['good/train-images-idx3-ubyte.gz']);
});
