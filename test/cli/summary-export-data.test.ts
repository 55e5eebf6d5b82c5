// `convloom summary`, `export` and `data`: known totals, a model that plain tfjs loads, and downloads that are checked.

import { createServer } from 'node:http';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { runCli } from '../support/cli.ts';
import { loadWithTfjs, predictWithTfjs } from '../support/plain-tfjs.ts';
import { projectRoot, sharedData } from '../support/shared-data.ts';

let folder = '';
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'convloom-cli-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

interface Summary {
  readonly rows: readonly { readonly id: string; readonly outputShape: readonly number[]; readonly parameters: number }[];
  readonly totals: { readonly parameters: number; readonly trainableParameters: number; readonly macs: number; readonly activationBytes: number };
}

describe('convloom summary', () => {
  it('gives the published totals of the course’s networks', async () => {
    const plain = JSON.parse((await runCli('summary', 'templates/mnist-cnn.json', '--json')).out) as Summary;
    // Multiply-adds by hand: 16·16·16·25 + 32·8·8·16·25 + 512·10.
    expect(plain.totals).toMatchObject({ parameters: 18_378, trainableParameters: 18_378, macs: 926_720 });
    expect(plain.rows.map(({ id, outputShape, parameters }) => [id, outputShape.join('×'), parameters])).toEqual([
      ['input', '1×16×16', 0], ['conv1', '16×16×16', 416], ['relu1', '16×16×16', 0], ['pool1', '16×8×8', 0],
      ['conv2', '32×8×8', 12_832], ['relu2', '32×8×8', 0], ['pool2', '32×4×4', 0], ['flatten1', '512', 0], ['fc1', '10', 5_130], ['output', '10', 0],
    ]);
    const twin = JSON.parse((await runCli('summary', 'templates/mnist-cnn-batchnorm.json', '--json')).out) as Summary;
    expect(twin.totals.trainableParameters).toBe(18_494);
  });

  it('prints the table even of a broken network, and why it is broken', async () => {
    const network = JSON.parse(readFileSync(`${projectRoot}templates/mnist-cnn.json`, 'utf8')) as { graph: { nodes: Record<string, { attrs?: object }> } };
    network.graph.nodes['conv2'] = { ...network.graph.nodes['conv2'], attrs: { outChannels: 32, kernelSize: 50 } };
    const file = join(folder, 'broken.json');
    writeFileSync(file, JSON.stringify(network));
    const { code, out, err } = await runCli('summary', file);
    expect(code).toBe(1);
    expect(out).toMatch(/^conv1 +Conv2d +16×16×16 +416 /m);
    expect(out).toMatch(/^conv2 +Conv2d +\? /m);
    expect(err).toBe(`${file}: error at conv2, kernelSize: kernel 50×50 is larger than the padded 8×8 input. Use a smaller kernel, more padding, or less pooling before this layer.\n`);
  });
});

describe('convloom export', () => {
  it('writes a model that plain tfjs loads, with the document inside', async () => {
    const output = join(folder, 'model');
    const { code, err } = await runCli('export', 'templates/mnist-cnn.json', '--format', 'tfjs', '-o', output);
    expect([code, err]).toEqual([0, '']);
    const files = Object.fromEntries(readdirSync(output).map((name) => [name, new Uint8Array(readFileSync(join(output, name)))]));
    const model = await loadWithTfjs(files);
    expect(model.countParams()).toBe(18_378);
    expect(predictWithTfjs(model, new Float32Array(2 * 256).fill(0.5), [1, 16, 16])).toHaveLength(20);
    const description = JSON.parse(new TextDecoder().decode(files['model.json'])) as { userDefinedMetadata: { convloom: { document: { name: string } } } };
    expect(description.userDefinedMetadata.convloom.document.name).toBe('MNIST CNN');
  });

  it('writes the same files for the same seed and others for another', async () => {
    const weights = async (name: string, seed: string): Promise<Buffer> => {
      await runCli('export', 'templates/mnist-cnn.json', '--format', 'tfjs', '--seed', seed, '-o', join(folder, name));
      return readFileSync(join(folder, name, 'group1-shard1of1.bin'));
    };
    const first = await weights('seed-1', '1');
    expect(first.equals(await weights('seed-1-again', '1'))).toBe(true);
    expect(first.equals(await weights('seed-2', '2'))).toBe(false);
  });

  it('refuses a network with problems, and writes nothing', async () => {
    const output = join(folder, 'blank');
    const { code, err } = await runCli('export', 'templates/blank.json', '--format', 'tfjs', '-o', output);
    expect(code).toBe(1);
    expect(err).toContain('templates/blank.json: error');
    expect(readdirSync(folder)).not.toContain('blank');
  });
});

describe('convloom data', () => {
  let mirror: Server;
  let damaged: Server;
  const urlOf = (server: Server) => `http://localhost:${(server.address() as AddressInfo).port}/`;
  const listen = async (change: (bytes: Buffer) => Buffer): Promise<Server> => {
    const server = createServer(({ url = '' }, response) => {
      try {
        response.end(change(readFileSync(`${projectRoot}../shared/data/mnist${url}`)));
      } catch {
        response.writeHead(404).end();
      }
    });
    await new Promise<void>((resolve) => server.listen(0, 'localhost', resolve));
    return server;
  };
  beforeAll(async () => {
    mirror = await listen((bytes) => bytes);
    damaged = await listen((bytes) => Buffer.concat([bytes.subarray(0, -1), Buffer.of(0xff)]));
  });
  afterAll(() => {
    mirror.close();
    damaged.close();
  });

  it('downloads the four files once, and checks them', async (context) => {
    sharedData(context, 'mnist');
    const args = ['data', 'mnist', '--dir', join(folder, 'data'), '--mirror', urlOf(mirror)] as const;
    const first = await runCli(...args);
    expect([first.code, first.err]).toEqual([0, '']);
    expect(readdirSync(join(folder, 'data/mnist')).toSorted()).toEqual([
      't10k-images-idx3-ubyte.gz', 't10k-labels-idx1-ubyte.gz', 'train-images-idx3-ubyte.gz', 'train-labels-idx1-ubyte.gz',
    ]);
    expect(first.out.match(/: from http/g)).toHaveLength(4);
    expect((await runCli(...args)).out.match(/: already there/g)).toHaveLength(4);
  });

  it('keeps nothing of a file that is not what it should be', async (context) => {
    sharedData(context, 'mnist');
    const { code, err } = await runCli('data', 'mnist', '--dir', join(folder, 'damaged'), '--mirror', urlOf(damaged));
    expect(code).toBe(1);
    expect(err).toMatch(/should have MD5 [0-9a-f]{32}, received [0-9a-f]{32}/);
    expect(readdirSync(folder)).not.toContain('damaged');
  });
});
