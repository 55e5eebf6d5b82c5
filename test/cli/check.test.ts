// `convloom check`: sound files pass, broken ones are told with file, node and attribute, and never by a stack trace.

import { existsSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { jsonLines, runCli } from '../support/cli.ts';
import { projectRoot } from '../support/shared-data.ts';

const edge = (source: string, target: string) => ({ source, sourcePort: 'out', target, targetPort: 'in' });
const training = {
  dataset: 'mnist', loss: 'crossEntropy', optimizer: { type: 'sgd', learningRate: 0.1, momentum: 0, weightDecay: 0 },
  batchSize: 100, epochs: 1, seed: 0, shuffle: true, validation: 'test',
};

/** A document of an Input, one Conv2d with these attributes, Flatten, Linear and Output. */
function documentWith(attrs: object, changes: object = {}): string {
  const nodes = {
    input: { kind: 'Input', attrs: { shape: [1, 3, 3] } },
    conv1: { kind: 'Conv2d', name: 'Edges', attrs },
    flatten1: { kind: 'Flatten' },
    fc1: { kind: 'Linear', attrs: { outFeatures: 10 } },
    output: { kind: 'Output' },
  };
  const edges = { e1: edge('input', 'conv1'), e2: edge('conv1', 'flatten1'), e3: edge('flatten1', 'fc1'), e4: edge('fc1', 'output') };
  return JSON.stringify({ format: 'convloom', version: 1, name: 'Test', graph: { nodes, edges }, layout: { nodes: {} }, training, ...changes });
}

describe('convloom check', () => {
  let folder = '';
  const write = (name: string, text: string): string => {
    const path = join(folder, name);
    writeFileSync(path, text);
    return path;
  };
  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'convloom-check-'));
  });
  afterAll(() => rmSync(folder, { recursive: true }));

  it.runIf(existsSync('/dev/zero'))('reads no more of an endless file than a document may have', async () => {
    const { code, err } = await runCli('check', '/dev/zero');
    expect(err).toBe('/dev/zero: error: the file has more than 33,554,432 characters, the most that are read\n');
    expect(code).toBe(1);
  });

  it('finds nothing wrong with the templates that are networks', async () => {
    const files = readdirSync(`${projectRoot}templates`).filter((name) => name.endsWith('.json') && name !== 'blank.json').map((name) => `templates/${name}`);
    expect(files.length).toBeGreaterThanOrEqual(5);
    const { code, out, err } = await runCli('check', ...files);
    expect(err).toBe('');
    expect(out).toBe(files.map((file) => `${file}: no problems\n`).join(''));
    expect(code).toBe(0);
  });

  it.each([
    ['a kernel that does not fit', documentWith({ kernelSize: 5 }), ['error at conv1 (Edges), kernelSize:', 'kernel 5×5 is larger than the padded 3×3 input']],
    ['an attribute of the wrong kind', documentWith({ outChannels: 'many' }), ['error at conv1 (Edges), outChannels:', 'an integer of at least 1', '"many"']],
    ['text that is not JSON', '{ "format": ', ['not JSON']],
    ['another kind of file', '{"format":"keras"}', ['format: expected "convloom", received "keras"']],
    ['a document of a newer version', documentWith({}, { version: 99 }), ['version 99', 'newer Convloom']],
    ['a card beyond reason', documentWith({}, { layout: { nodes: { conv1: { x: 1e300, y: 0 } } } }), ['layout.nodes.conv1.x: expected', 'received 1e+300']],
    ['a dataset that does not exist', documentWith({}, { training: { ...training, dataset: 'imagenet' } }), ['imagenet']],
  ])('tells of %s in one sentence', async (_, text, parts) => {
    const file = write('broken.json', text);
    const { code, out, err } = await runCli('check', file);
    expect(code).toBe(1);
    expect(out).toBe('');
    expect(err.startsWith(`${file}: `)).toBe(true);
    expect(err.trimEnd().split('\n')).toHaveLength(1);
    for (const part of parts) expect(err).toContain(part);
  });

  it('goes on after a file that is not there', async () => {
    const good = write('good.json', documentWith({}));
    const { code, out, err } = await runCli('check', join(folder, 'absent.json'), folder, good);
    expect(code).toBe(1);
    expect(err).toBe(`${join(folder, 'absent.json')}: there is no such file.\n${folder}: this is a folder; expected a file.\n`);
    expect(out).toBe(`${good}: no problems\n`);
  });

  it('tells warnings of a sound network on standard output', async () => {
    const file = write('warned.json', documentWith({}).replace('"outFeatures":10', '"outFeatures":12'));
    const { code, out, err } = await runCli('check', file);
    expect([code, err]).toEqual([0, '']);
    expect(out).toContain(`${file}: warning at output, port in:`);
  });

  it('does no command with another network than was asked for', async () => {
    const file = write('asked.json', documentWith({ padding_mode: 'reflect' }));
    const rows = [['check'], ['summary'], ['plan'], ['train'], ['export', '--format', 'tfjs', '-o', join(folder, 'out')], ['sweep', '--grid', 'lr=0.1,0.2']];
    for (const [command = '', ...rest] of rows) {
      const { code, out, err } = await runCli(command, file, ...rest);
      expect([command, code === 0]).toEqual([command, false]);
      expect(`${out}${err}`).toContain('padding_mode is not an attribute of this layer');
    }
  });

  it('gives problems as data with --json', async () => {
    const { code, out } = await runCli('check', '--json', write('broken.json', documentWith({ kernelSize: 5 })));
    expect(code).toBe(1);
    expect(jsonLines(out)).toMatchObject([{ ok: false, problems: [{ code: 'kernel-too-large', severity: 'error', site: { node: 'conv1', attr: 'kernelSize' } }] }]);
  });
});
